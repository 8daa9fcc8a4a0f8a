import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { HandingOn } from '@samplan/kit/message/domain';
import type { Overseen, StuckReason } from '@samplan/kit/message/oversight';
import type { StuckPage } from '@samplan/kit/message/oversight-rows';
import type { Own } from '@samplan/kit/message/own';
import type { OversightReach } from '@samplan/kit/message/reach';
import type { PageRequest } from '@samplan/kit/page';
import type { SipMessageType } from '../generated/resolvers.ts';
import type { SipMessageCase } from '../message/store.ts';

/** A message about a plan without its content. */
export interface OverseenSipMessage extends SipMessageCase, Overseen {
  readonly type: SipMessageType;
}

/** Grants that let see messages without their content. */
export type OversightGrant = Grant<
  'message.oversee' | 'message.reroute' | 'message.acknowledge-on-behalf',
  OversightReach
>;

/**
 * Messages about plans without their content. Reach: those that came to units of the administration or region, whatever became of
 * them.
 */
export interface OversightStore {
  /** A page of those that are stuck. */
  stuck(
    grant: Grant<'message.oversee', OversightReach>,
    reason: StuckReason | null,
    page: PageRequest,
    now: Date,
  ): Promise<StuckPage>;
  /** By id, in the order asked for; null out of reach. */
  find(
    grant: OversightGrant,
    ids: readonly string[],
    access: AccessLog,
  ): Promise<readonly (OverseenSipMessage | null)[]>;
  /**
   * Stores that a message is moved to another unit, which takes part in the plan.
   * @returns false when somebody else was first.
   */
  saveRerouting(
    grant: Grant<'message.reroute', OversightReach>,
    own: Own<OverseenSipMessage>,
    handingOn: HandingOn,
    access: AccessLog,
    now: Date,
  ): Promise<boolean>;
}
