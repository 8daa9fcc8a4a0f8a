import { toRecipient, toVoiding } from '@samplan/kit/message/rows';
import type { Voiding } from '@samplan/kit/message/sent';
import type { Prisma } from '../generated/prisma/client.ts';
import type { MeetingCancelReason, MeetingForm, SipMessageType } from '../generated/resolvers.ts';
import type { Invitation } from '../plan/domain.ts';
import type { SipMessage } from './store.ts';

/** What is read of a message. */
export const WHOLE_MESSAGE = {
  recipients: { orderBy: { unitId: 'asc' } },
  invitation: true,
} as const satisfies Prisma.MessageInclude;

type InvitationRow = NonNullable<Prisma.MessageGetPayload<{ include: typeof WHOLE_MESSAGE }>['invitation']>;

/** A message of its row. */
export function toMessage({
  recipients,
  invitation,
  voidedAt,
  voidedByUserId,
  voidReason,
  ...row
}: Prisma.MessageGetPayload<{ include: typeof WHOLE_MESSAGE }>): SipMessage {
  const voided = toVoiding({ voidedAt, voidedByUserId, voidReason });
  return {
    ...row,
    // The column holds only what our own rules wrote.
    type: row.type as SipMessageType,
    voided,
    recipients: recipients.map(toRecipient),
    invitation: invitation && toInvitation(invitation, voided),
  };
}

/** An invitation of its row and of that of its message. */
export function toInvitation({ sipId: _sip, ...row }: InvitationRow, voided: Voiding | null): Invitation {
  return {
    ...row,
    // The columns hold only what our own rules wrote.
    meetingForm: row.meetingForm as MeetingForm,
    cancelReason: row.cancelReason as MeetingCancelReason | null,
    voided,
  };
}
