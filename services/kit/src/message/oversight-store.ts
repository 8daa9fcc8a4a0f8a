import type { AccessLog } from '../access/log.ts';
import type { Grant } from '../access/policy.ts';
import type { PageRequest } from '../page.ts';
import type { Overseen, StuckReason } from './oversight.ts';
import type { OversightReach } from './reach.ts';

/** Grants that let see messages without their content. */
export type OversightGrant = Grant<
  'message.oversee' | 'message.reroute' | 'message.acknowledge-on-behalf',
  OversightReach
>;

/** A page of stuck messages. */
export interface StuckPage {
  /** The first sent first; one more than asked for, when there are more. */
  readonly ids: readonly string[];
  /** How many there are in all. */
  readonly total: number;
}

/** Messages without their content. Reach: those that came to units of the administration or region, whatever became of them. */
export interface OversightStore<M extends Overseen> {
  /** A page of those that are stuck. */
  stuck(
    grant: Grant<'message.oversee', OversightReach>,
    reason: StuckReason | null,
    page: PageRequest,
    now: Date,
  ): Promise<StuckPage>;
  /** By id, in the order asked for; null out of reach. */
  find(grant: OversightGrant, ids: readonly string[], access: AccessLog): Promise<readonly (M | null)[]>;
}
