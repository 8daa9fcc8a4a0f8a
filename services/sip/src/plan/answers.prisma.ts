import { acknowledge, isOutstanding, type Recipient } from '@samplan/kit/message/domain';
import { type Doer, noteMovements, toRecipient, updateRecipient } from '@samplan/kit/message/rows';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Sip } from './domain.ts';

/** That a unit acknowledges the invitation by answering it. */
interface Acknowledgement {
  readonly messageId: string;
  readonly before: Recipient;
  readonly after: Recipient;
}

/**
 * What answering acknowledges: nothing for who was only told or handed it on, and may say that it comes all the same. Read before the plan
 * is locked, so that many who answer at once wait for each other as briefly as they can.
 */
export async function acknowledgedBy(
  db: Prisma.TransactionClient,
  before: Sip,
  { invitation, participants }: Sip,
  now: Date,
): Promise<Acknowledgement | null> {
  const answered = participants.find((one) => one.answer !== null && !before.participants.includes(one));
  if (!invitation || invitation !== before.invitation || !answered?.answeredByUserId) return null;
  const { unitId, answeredByUserId } = answered;
  const messageId = invitation.id;
  const row = await db.messageRecipient.findUnique({ where: { messageId_unitId: { messageId, unitId } } });
  const recipient = row && toRecipient(row);
  if (!recipient || !isOutstanding(recipient)) return null;
  const after = acknowledge(recipient, answeredByUserId, now);
  return after.ok ? { messageId, before: recipient, after: after.value } : null;
}

/** Stores it. @returns false when somebody changed the recipient since it was read. */
export async function storeAcknowledgement(
  tx: Prisma.TransactionClient,
  { messageId, before, after }: Acknowledgement,
  by: Doer,
  now: Date,
): Promise<boolean> {
  if (!(await updateRecipient(tx, messageId, before, after))) return false;
  const step = { kind: 'ACKNOWLEDGED', fromUnitId: after.unitId, toUnitId: null, reason: null } as const;
  await noteMovements(tx, messageId, [step], by, now);
  return true;
}
