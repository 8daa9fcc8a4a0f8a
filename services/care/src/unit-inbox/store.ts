import type { Grant } from '@samplan/kit/access/policy';
import type { EscalationStep } from '@samplan/kit/message/escalation';
import type { PageRequest } from '@samplan/kit/page';
import type { MessageType, SortDirection, UnitInboxOrder } from '../generated/resolvers.ts';
import type { Message, Recipient } from '../message/store.ts';
import type { PartyReach } from '../reach.ts';

/** A message as it lies at the viewer's unit. */
export interface UnitInboxItem {
  readonly message: Message;
  readonly own: Recipient;
}

/** Which messages to show. All given conditions must hold. */
export interface InboxConditions {
  readonly outstandingOnly: boolean;
  /** Null for all. */
  readonly types: readonly MessageType[] | null;
  readonly escalation: EscalationStep | null;
}

/** In which order. */
export interface InboxSorting {
  readonly by: UnitInboxOrder;
  readonly direction: SortDirection;
}

/** What units got. Reach: what the viewer's unit got and has not given back, as far as nothing closes it to the viewer. */
export interface UnitInboxStore {
  /** Ids of one page, with one more when there are more, and how many there are in all, at most 1000. */
  page(
    grant: Grant<'message.acknowledge', PartyReach>,
    conditions: InboxConditions,
    sorting: InboxSorting,
    page: PageRequest,
    now: Date,
  ): Promise<{ readonly ids: readonly string[]; readonly total: number }>;
}
