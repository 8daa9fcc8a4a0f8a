import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { Overseen, StuckReason } from '@samplan/kit/message/oversight';
import type { StuckPage } from '@samplan/kit/message/oversight-rows';
import type { OversightReach } from '@samplan/kit/message/reach';
import type { PageRequest } from '@samplan/kit/page';
import type { MessageCase } from '../message/store.ts';

/** A message without its content. */
export type OverseenMessage = MessageCase & Overseen;

/** Grants that let see messages without their content. */
export type OversightGrant = Grant<
  'message.oversee' | 'message.reroute' | 'message.acknowledge-on-behalf',
  OversightReach
>;

/** Messages without their content. Reach: those that came to units of the administration or region, whatever became of them. */
export interface OversightStore {
  /** A page of those that are stuck. */
  stuck(
    grant: Grant<'message.oversee', OversightReach>,
    reason: StuckReason | null,
    page: PageRequest,
    now: Date,
  ): Promise<StuckPage>;
  /** By id, in the order asked for; null out of reach. */
  find(grant: OversightGrant, ids: readonly string[], access: AccessLog): Promise<readonly (OverseenMessage | null)[]>;
}
