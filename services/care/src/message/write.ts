import { newId } from '@samplan/kit/id';
import { isOutstanding, newRecipient } from '@samplan/kit/message/domain';
import type { Prisma } from '../generated/prisma/client.ts';
import type { AdmissionContent, OutgoingMessage } from './store.ts';

type Tx = Prisma.TransactionClient;

/** Who sends a message in which episode. */
export interface Sender {
  readonly episodeId: string;
  readonly unitId: string;
  readonly userId: string;
}

/**
 * Sends a message to all parties of an episode but the sender, and counts the acknowledgements that are owed.
 * @returns id of the message.
 */
export async function sendToParties(
  tx: Tx,
  sender: Sender,
  message: OutgoingMessage,
  admission: AdmissionContent | null,
  now: Date,
): Promise<string> {
  const { episodeId } = sender;
  const parties = await tx.episodeParty.findMany({
    where: { episodeId, unitId: { not: sender.unitId } },
    select: { unitId: true, principalId: true },
  });
  const versionNumber = message.replacesEarlier ? await supersede(tx, episodeId, message.type) : 1;
  const id = newId('msg');
  await tx.message.create({
    data: {
      id,
      episodeId,
      type: message.type,
      senderUnitId: sender.unitId,
      sentByUserId: sender.userId,
      sentAt: now,
      isLate: message.isLate,
      versionNumber,
      text: message.text,
      ...(admission && { admission: toJson(admission) }),
    },
  });
  await tx.messageRecipient.createMany({
    data: parties.map(({ unitId, principalId }) => ({ messageId: id, principalId, ...newRecipient(unitId) })),
  });
  await tx.careEpisode.update({
    where: { id: episodeId },
    data: { outstanding: { increment: parties.length }, latestChangeAt: now },
  });
  return id;
}

/** Marks the latest message of the type as replaced; returns the number of the next version. */
async function supersede(tx: Tx, episodeId: string, type: string): Promise<number> {
  const latest = await tx.message.findFirst({
    where: { episodeId, type },
    orderBy: { versionNumber: 'desc' },
    select: { id: true, versionNumber: true },
  });
  if (!latest) return 1;
  await tx.message.update({ where: { id: latest.id }, data: { isSuperseded: true } });
  return latest.versionNumber + 1;
}

/**
 * Counts acknowledgements that are owed no more. When the episode is closed and nothing is owed, the case leaves the overview
 * of all parties (F-251). The episode's row serialises acknowledgements that come at once, so that the last one sees that it is
 * the last.
 */
export async function settle(tx: Tx, episodeId: string, settled: number, now: Date): Promise<void> {
  const { state, outstanding } = await tx.careEpisode.update({
    where: { id: episodeId },
    data: { outstanding: { decrement: settled }, latestChangeAt: now },
    select: { state: true, outstanding: true },
  });
  if (state === 'CLOSED' && outstanding === 0) await leaveOverview(tx, episodeId);
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
