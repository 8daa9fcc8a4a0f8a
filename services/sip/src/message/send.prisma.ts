import { newId } from '@samplan/kit/id';
import { newRecipient, type Recipient, toldRecipient } from '@samplan/kit/message/domain';
import { type Doer, noteMovements, storeRecipients } from '@samplan/kit/message/rows';
import type { Prisma } from '../generated/prisma/client.ts';
import type { SipMessageType } from '../generated/resolvers.ts';
import type { Participant, Sip } from '../plan/domain.ts';

type Tx = Prisma.TransactionClient;

/** A message about a plan, before it is sent. */
interface Outgoing {
  readonly id: string;
  readonly type: SipMessageType;
  readonly text: string | null;
  readonly versionNumber: number;
  readonly replacesMessageId: string | null;
  readonly aboutMessageId: string | null;
}

/** How the participants get what is sent to all: who must answer owes it, the others are only told (F-311, f.5 90). */
export function recipientsOf(participants: readonly Participant[], now: Date): readonly Recipient[] {
  return participants.map(({ unitId, mustAcknowledge }) =>
    mustAcknowledge ? newRecipient(unitId, now) : toldRecipient(unitId, now),
  );
}

/**
 * Sends a message about a plan and notes its way.
 * @param by - null for what happens by itself; then it comes from the unit that leads.
 */
export async function send(
  tx: Tx,
  sip: Pick<Sip, 'id' | 'patientId' | 'coordinatingUnitId'>,
  message: Outgoing,
  recipients: readonly Recipient[],
  by: Doer | null,
  now: Date,
): Promise<void> {
  const senderUnitId = by?.unitId ?? sip.coordinatingUnitId;
  if (message.replacesMessageId) {
    await tx.message.update({ where: { id: message.replacesMessageId }, data: { isSuperseded: true } });
  }
  const { id: sipId, patientId } = sip;
  const sentByUserId = by?.userId ?? null;
  await tx.message.create({ data: { ...message, sipId, patientId, senderUnitId, sentByUserId, sentAt: now } });
  await storeRecipients(tx, message.id, recipients);
  const steps = recipients.map(
    ({ unitId }) => ({ kind: 'SENT', fromUnitId: senderUnitId, toUnitId: unitId, reason: null }) as const,
  );
  await noteMovements(tx, message.id, steps, by, now);
}

/**
 * Tells units what became of an invitation or of the plan.
 * @param aboutMessageId - the invitation; null when there was none.
 * @returns id of the notice.
 */
export async function sendNotice(
  tx: Tx,
  sip: Pick<Sip, 'id' | 'patientId' | 'coordinatingUnitId'>,
  notice: Pick<Outgoing, 'type' | 'text' | 'aboutMessageId'>,
  recipients: readonly Recipient[],
  by: Doer | null,
  now: Date,
): Promise<string> {
  const id = newId('msg');
  await send(tx, sip, { id, ...notice, versionNumber: 1, replacesMessageId: null }, recipients, by, now);
  return id;
}
