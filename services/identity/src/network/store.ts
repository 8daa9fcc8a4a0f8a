import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { NetworkReach } from './policy.ts';

/** Where people of an administration may work from. */
export interface AllowedNetworks {
  /** Empty: from anywhere. */
  readonly networks: readonly string[];
  /** 0 until some were set. */
  readonly version: number;
}

/** The networks of administrations. */
export interface NetworkStore {
  find(grant: Grant<'network.read' | 'network.set', NetworkReach>): Promise<AllowedNetworks>;
  /**
   * Sets them; the earlier ones stay as history.
   * @returns false when somebody else was first.
   */
  set(
    grant: Grant<'network.set', NetworkReach>,
    networks: AllowedNetworks,
    access: AccessLog,
    now: Date,
  ): Promise<boolean>;
}
