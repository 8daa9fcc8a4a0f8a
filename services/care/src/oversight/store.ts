import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { EscalationStep } from '@samplan/kit/message/escalation';
import type { PageRequest } from '@samplan/kit/page';
import type { StuckReason } from '../generated/resolvers.ts';
import type { MessageCase, Recipient } from '../message/store.ts';
import type { OversightReach } from '../reach.ts';
import type { Place } from './domain.ts';

/** A message without its content. */
export interface OverseenMessage extends MessageCase {
  readonly senderUnitId: string;
  readonly sentAt: Date;
  /** At the units in reach. */
  readonly places: readonly OverseenPlace[];
  /** At all units, for the rules of handing on. */
  readonly recipients: readonly Recipient[];
}

/** A unit in reach that got a message. */
export interface OverseenPlace extends Place {
  /** The step of the ladder from which waiting counts for the viewer. */
  readonly from: EscalationStep;
}

/** Grants that let see messages without their content. */
export type OversightGrant = Grant<
  'message.oversee' | 'message.reroute' | 'message.acknowledge-on-behalf',
  OversightReach
>;

/** Messages without their content. Reach: those that came to units of the administration or region, whatever became of them. */
export interface OversightStore {
  /** Of those that are stuck: ids of one page, the first sent first, with one more when there are more, and how many in all. */
  stuck(
    grant: Grant<'message.oversee', OversightReach>,
    reason: StuckReason | null,
    page: PageRequest,
    now: Date,
  ): Promise<{ readonly ids: readonly string[]; readonly total: number }>;
  /** By id, in the order asked for; null out of reach. */
  find(grant: OversightGrant, ids: readonly string[], access: AccessLog): Promise<readonly (OverseenMessage | null)[]>;
}
