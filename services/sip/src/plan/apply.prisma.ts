import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { hasGivenBack } from '@samplan/kit/message/domain';
import { type Doer, markVoid, releaseMessages, toRecipient, toVoiding } from '@samplan/kit/message/rows';
import type { Sent } from '@samplan/kit/message/sent';
import type { EventContract } from '@samplan/schema/events/contract';
import type { sipInitiated } from '@samplan/schema/events/sip';
import type { Prisma } from '../generated/prisma/client.ts';
import { recipientsOf, send, sendNotice } from '../message/send.prisma.ts';
import { isOngoing, type Sip, type SipChange } from './domain.ts';
import { replacedBy } from './invitation.ts';
import { snapshotOf } from './snapshot.ts';

type Tx = Prisma.TransactionClient;

/**
 * Stores what a rule changes in a plan, sends and settles the messages that go with it, and tells the other subgraphs.
 * @param by - null for what happens by itself.
 * @returns the plan as stored; null when somebody else was first.
 */
export async function applyChange(
  tx: Tx,
  before: Sip,
  { sip, event }: SipChange,
  by: Doer | null,
  now: Date,
): Promise<Sip | null> {
  const { state, episodeId, coordinatingUnitId, coordinatingPrincipal, endedAt, endReason } = sip;
  // The plan's row is changed first and locked by it, then its messages: two at once do not wait for each other.
  const { count } = await tx.sip.updateMany({
    where: { id: sip.id, version: before.version },
    data: {
      ...{ state, episodeId, coordinatingUnitId, coordinatingPrincipal, endedAt, endReason },
      version: { increment: 1 },
    },
  });
  if (count === 0) return null;
  const saved = { ...sip, version: before.version + 1 };
  await storeParticipants(tx, before, sip, now);
  await storeConsent(tx, before, sip);
  await storeInvitation(tx, before, sip, by, now);
  if (isOngoing(before) && !isOngoing(sip)) await stop(tx, sip, by, now);
  await tell(tx, event, saved, now);
  return saved;
}

/** Tells the other subgraphs what happened to a plan, with the plan as it is now. */
export async function tell(
  tx: Tx,
  contract: EventContract<string, typeof sipInitiated.data>,
  sip: Sip,
  now: Date,
): Promise<void> {
  await writeEvents(tx, [newEvent(contract, sip.id, snapshotOf(sip))], now);
}

async function storeParticipants(tx: Tx, before: Sip, sip: Sip, now: Date): Promise<void> {
  const { id: sipId, participants, invitation } = sip;
  for (const participant of participants.filter((one) => !before.participants.includes(one))) {
    const { unitId, answer } = participant;
    const row = { ...participant, answeredSequence: answer && invitation ? invitation.sequence : null };
    const where = { sipId_unitId: { sipId, unitId } };
    if (before.participants.some((one) => one.unitId === unitId)) {
      await tx.sipParticipant.update({ where, data: row });
    } else {
      // A unit that has left may take part again.
      const back = { ...row, leftAt: null };
      await tx.sipParticipant.upsert({ where, create: { ...back, sipId }, update: back });
    }
  }
  const gone = before.participants.filter(({ unitId }) => !participants.some((one) => one.unitId === unitId));
  if (gone.length === 0) return;
  await tx.sipParticipant.updateMany({
    where: { sipId, unitId: { in: gone.map(({ unitId }) => unitId) } },
    data: { leftAt: now },
  });
}

async function storeConsent(tx: Tx, before: Sip, { id: sipId, consent }: Sip): Promise<void> {
  if (!consent || consent === before.consent) return;
  const validTo = consent.validTo === null ? null : new Date(consent.validTo);
  await tx.sipConsent.create({ data: { ...consent, sipId, validTo } });
}

/** Sends a new invitation; or voids the one that held, or marks that its meeting is not held. */
async function storeInvitation(tx: Tx, before: Sip, sip: Sip, by: Doer | null, now: Date): Promise<void> {
  const { id: sipId, invitation } = sip;
  if (!invitation || invitation === before.invitation) return;
  const { voided, ...row } = invitation;
  const latest = before.invitation && (await messageOf(tx, before.invitation.id));
  if (latest?.id !== invitation.id) {
    const { id, sequence: versionNumber } = invitation;
    const replacesMessageId = replacedBy(latest);
    const version = {
      id,
      type: 'INVITATION',
      text: null,
      versionNumber,
      replacesMessageId,
      aboutMessageId: null,
    } as const;
    if (replacesMessageId) await releaseMessages(tx, [replacesMessageId], 'MESSAGE_REPLACED', by, now);
    const others = sip.participants.filter(({ unitId }) => unitId !== by?.unitId);
    await send(tx, sip, version, recipientsOf(others, now), by, now);
    await tx.sipInvitation.create({ data: { ...row, sipId } });
    return;
  }
  await tx.sipInvitation.update({ where: { id: row.id }, data: row });
  if (voided && latest.voided === null && by) {
    await markVoid(tx, [latest.id], voided, by.unitId);
    await releaseMessages(tx, [latest.id], 'MESSAGE_VOIDED', by, now);
    const got = new Set(latest.recipients.filter((one) => !hasGivenBack(one)).map(({ unitId }) => unitId));
    const told = sip.participants.filter(({ unitId }) => got.has(unitId));
    const notice = { type: 'VOID_NOTICE', text: voided.reason, aboutMessageId: latest.id } as const;
    await sendNotice(tx, sip, notice, recipientsOf(told, now), by, now);
  }
}

/** The plan goes no further: nothing is owed for what was sent, and everyone is told (f.3 64, f.5 86). */
async function stop(tx: Tx, sip: Sip, by: Doer | null, now: Date): Promise<void> {
  const sent = await tx.message.findMany({ where: { sipId: sip.id }, select: { id: true } });
  const reason = sip.endReason ?? 'PLAN_STOPPED';
  await releaseMessages(
    tx,
    sent.map(({ id }) => id),
    reason,
    by,
    now,
  );
  const aboutMessageId = sip.invitation?.id ?? null;
  // Whoever leads must know, also when it owes nobody an answer; not when it is the one that stops the plan.
  const told = sip.participants
    .filter(({ unitId }) => unitId !== by?.unitId)
    .map((one) => (one.unitId === sip.coordinatingUnitId ? { ...one, mustAcknowledge: true } : one));
  const notice = { type: 'CANCELLATION_NOTICE', text: null, aboutMessageId } as const;
  await sendNotice(tx, sip, notice, recipientsOf(told, now), by, now);
}

async function messageOf(tx: Tx, id: string): Promise<(Sent & { readonly id: string }) | null> {
  const row = await tx.message.findUnique({ where: { id }, include: { recipients: true } });
  return row && { ...row, voided: toVoiding(row), recipients: row.recipients.map(toRecipient) };
}
