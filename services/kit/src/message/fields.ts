import type { Clock } from '../time.ts';
import type { Recipient } from './domain.ts';
import { answerBefore, escalationOf } from './escalation.ts';
import { type OverseenPlace as OverseenAt, stuckBecause } from './oversight.ts';
import type { Movement } from './rows.ts';
import type { Voiding } from './sent.ts';

/** The fields of the types that every subgraph with messages shares (`schema/message.graphql`). */

const refTo = (id: string | null) => (id === null ? null : { id });

/** Type `MessageRecipient`. */
export const MessageRecipient = {
  unit: ({ unitId }: Recipient) => ({ id: unitId }),
  answerBeforeAt: (recipient: Recipient) => answerBefore(recipient),
  escalation: (recipient: Recipient, _args: unknown, { now }: { readonly now: Clock }) =>
    escalationOf(recipient, now()),
  readBy: ({ readByUserId }: Recipient) => refTo(readByUserId),
  acknowledgedBy: ({ acknowledgedByUserId }: Recipient) => refTo(acknowledgedByUserId),
  handedOnTo: ({ handedOnToUnitIds }: Recipient) => handedOnToUnitIds.map((id) => ({ id })),
};

/** Type `MessageVoiding`. */
export const MessageVoiding = {
  by: ({ byUserId }: Voiding) => ({ id: byUserId }),
};

/** Type `MessageMovement`. */
export const MessageMovement = {
  from: ({ fromUnitId }: Movement) => refTo(fromUnitId),
  to: ({ toUnitId }: Movement) => refTo(toUnitId),
  by: ({ byUserId }: Movement) => refTo(byUserId),
  byUnit: ({ byUnitId }: Movement) => refTo(byUnitId),
};

/** Type `OverseenPlace`. */
export const OverseenPlace = {
  unit: ({ recipient }: OverseenAt) => ({ id: recipient.unitId }),
  state: ({ recipient }: OverseenAt) => recipient.state,
  receivedAt: ({ recipient }: OverseenAt) => recipient.receivedAt,
  answerBeforeAt: ({ recipient }: OverseenAt) => answerBefore(recipient),
  escalation: ({ recipient }: OverseenAt, _args: unknown, { now }: { readonly now: Clock }) =>
    escalationOf(recipient, now()),
  stuckBecause: (place: OverseenAt, _args: unknown, { now }: { readonly now: Clock }) => [
    ...stuckBecause(place, place.from, now()),
  ],
};
