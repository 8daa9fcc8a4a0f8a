import { found } from '@samplan/kit/found';
import { newId } from '@samplan/kit/id';
import { isOutstanding, newRecipient, type Recipient } from '@samplan/kit/message/domain';
import { noteMovements, storeRecipients, toRecipient as toKitRecipient } from '@samplan/kit/message/rows';
import { noteMessageChange } from '../episode/change.prisma.ts';
import { isOpenForMessages } from '../episode/domain.ts';
import type { MessageRecipient, Prisma } from '../generated/prisma/client.ts';
import type { EpisodeState, MessageType } from '../generated/resolvers.ts';
import type { AdmissionContent, OutgoingMessage } from './store.ts';

type Tx = Prisma.TransactionClient;

/** Who sends a message about whom. */
export interface Sender {
  /** Null outside an episode. */
  readonly episodeId: string | null;
  readonly patientId: string;
  readonly unitId: string;
  readonly userId: string;
}

/** What is sent, as it is stored. */
export interface Sending {
  readonly type: MessageType;
  readonly text: string | null;
  readonly isLate: boolean;
  readonly versionNumber: number;
  readonly replacesMessageId: string | null;
  readonly aboutMessageId: string | null;
  readonly admission: AdmissionContent | null;
}

/** A unit that is to get a message. */
export interface Addressee {
  readonly unitId: string;
  readonly principalId: string;
}

/**
 * Sends a message to all parties of an episode but the sender.
 * @returns id of the message.
 */
export async function sendToParties(
  tx: Tx,
  sender: Sender & { readonly episodeId: string },
  message: OutgoingMessage,
  admission: AdmissionContent | null,
  now: Date,
): Promise<string> {
  const parties = await partiesBut(tx, sender.episodeId, sender.unitId);
  const { replacesEarlier, ...content } = message;
  const replaced = replacesEarlier ? await latestOf(tx, sender.episodeId, message.type) : null;
  return await send(
    tx,
    sender,
    { ...content, ...asVersionAfter(replaced), aboutMessageId: null, admission },
    parties,
    now,
  );
}

/** The parties of an episode that get what one of them sends to all. */
export async function partiesBut(tx: Tx, episodeId: string, unitId: string): Promise<readonly Addressee[]> {
  return await tx.episodeParty.findMany({
    where: { episodeId, unitId: { not: unitId }, leftAt: null },
    select: { unitId: true, principalId: true },
  });
}

/**
 * Sends a message, counts the acknowledgements that are owed, and notes its way.
 * @returns id of the message.
 */
export async function send(
  tx: Tx,
  sender: Sender,
  { admission, ...message }: Sending,
  to: readonly Addressee[],
  now: Date,
): Promise<string> {
  const { episodeId, patientId, unitId, userId } = sender;
  const id = newId('msg');
  if (message.replacesMessageId) {
    await tx.message.update({ where: { id: message.replacesMessageId }, data: { isSuperseded: true } });
  }
  await tx.message.create({
    data: {
      id,
      episodeId,
      patientId,
      ...message,
      senderUnitId: unitId,
      sentByUserId: userId,
      sentAt: now,
      ...(admission && { admission: toJson(admission) }),
    },
  });
  await storeAddressees(
    tx,
    id,
    to.map((addressee) => newRecipient(addressee.unitId, now)),
    to,
  );
  const by = { userId, unitId };
  await noteMovements(
    tx,
    id,
    to.map((addressee) => ({ kind: 'SENT', fromUnitId: unitId, toUnitId: addressee.unitId, reason: null })),
    by,
    now,
  );
  if (episodeId) {
    await tx.careEpisode.update({
      where: { id: episodeId },
      data: { outstanding: { increment: to.length }, latestChangeAt: now },
    });
    await noteMessageChange(tx, { episodeId, id, type: message.type }, { before: null, after: 'SENT' }, by, now);
  }
  return id;
}

/** A version that comes after the given one, or the first. */
export function asVersionAfter(
  replaced: { readonly id: string; readonly versionNumber: number } | null,
): Pick<Sending, 'versionNumber' | 'replacesMessageId'> {
  return { versionNumber: (replaced?.versionNumber ?? 0) + 1, replacesMessageId: replaced?.id ?? null };
}

async function latestOf(tx: Tx, episodeId: string, type: string) {
  return await tx.message.findFirst({
    where: { episodeId, type, isSuperseded: false },
    orderBy: { versionNumber: 'desc' },
    select: { id: true, versionNumber: true },
  });
}

/** Stores who gets a message, with the region or municipality of each. @returns how many have it new or anew. */
export async function storeAddressees(
  tx: Tx,
  messageId: string,
  recipients: readonly Recipient[],
  units: readonly Addressee[],
): Promise<number> {
  const principals = new Map(units.map(({ unitId, principalId }) => [unitId, principalId]));
  const own = ({ unitId }: Recipient) => ({ principal_id: found(principals.get(unitId)) });
  return await storeRecipients(tx, messageId, recipients, own);
}

/** A recipient of its row. */
export function toRecipient({ principalId: _principal, ...row }: MessageRecipient): Recipient {
  return toKitRecipient(row);
}

/**
 * Counts acknowledgements that are owed no more, or (below zero) anew. When the episode has ended and nothing is owed, the case leaves the overview
 * of all parties (F-251). The episode's row serialises acknowledgements that come at once, so that the last one sees that it is
 * the last.
 */
export async function settle(tx: Tx, episodeId: string | null, settled: number, now: Date): Promise<void> {
  if (episodeId === null) return;
  const { state, outstanding } = await tx.careEpisode.update({
    where: { id: episodeId },
    data: { outstanding: { decrement: settled }, latestChangeAt: now },
    select: { state: true, outstanding: true },
  });
  // The column holds only what our own rules wrote.
  if (outstanding === 0 && !isOpenForMessages({ state: state as EpisodeState })) await leaveOverview(tx, episodeId);
}

/** The case leaves the overview of all parties. */
export async function leaveOverview(tx: Tx, episodeId: string): Promise<void> {
  await tx.episodeParty.updateMany({ where: { episodeId }, data: { isOpen: false } });
}

/** How many acknowledgements a change of a recipient settles. */
export function settledBy(
  before: Parameters<typeof isOutstanding>[0],
  after: Parameters<typeof isOutstanding>[0],
): number {
  return Number(isOutstanding(before)) - Number(isOutstanding(after));
}

function toJson(content: AdmissionContent): Prisma.InputJsonObject {
  return {
    ...content,
    registeredAddress: content.registeredAddress && { ...content.registeredAddress },
    needs: [...content.needs],
    estimatedDischargeAt: content.estimatedDischargeAt.toISOString(),
    assessedAt: content.assessedAt.toISOString(),
  };
}
