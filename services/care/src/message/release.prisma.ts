import type { ReleaseReason } from '@samplan/kit/message/domain';
import { type ChangedBy, noteMessageChange } from '../episode/change.prisma.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { MessageType } from '../generated/resolvers.ts';
import { noteMovements } from './movement.prisma.ts';

type Tx = Prisma.TransactionClient;

/**
 * Nothing is owed for the messages any more. What the units did stands.
 * @returns how many acknowledgements were owed; see `settle`.
 */
export async function releaseMessages(
  tx: Tx,
  messageIds: readonly string[],
  reason: ReleaseReason,
  by: ChangedBy,
  now: Date,
): Promise<number> {
  const released = await tx.messageRecipient.updateManyAndReturn({
    where: { messageId: { in: [...messageIds] }, state: { in: ['UNREAD', 'READ'] } },
    data: { state: 'RELEASED', releasedAt: now, releaseReason: reason },
    select: { messageId: true, unitId: true },
  });
  for (const messageId of new Set(released.map((one) => one.messageId))) {
    const steps = released
      .filter((one) => one.messageId === messageId)
      .map(({ unitId }) => ({ kind: 'RELEASED', fromUnitId: null, toUnitId: unitId, reason }) as const);
    await noteMovements(tx, messageId, steps, by, now);
  }
  return released.length;
}

/**
 * Marks messages as void, with a reason (G-101). Those that are void stay as they are.
 * @param which - the messages.
 * @returns ids of those that are void by this.
 */
export async function voidMessages(
  tx: Tx,
  which: Prisma.MessageWhereInput,
  reason: string,
  by: ChangedBy,
  now: Date,
): Promise<readonly string[]> {
  const voided = await tx.message.updateManyAndReturn({
    where: { AND: [which, { voidedAt: null }] },
    data: { voidedAt: now, voidedByUserId: by.userId, voidReason: reason },
    select: { id: true, episodeId: true, type: true, senderUnitId: true },
  });
  for (const { id, episodeId, type, senderUnitId } of voided) {
    await noteMovements(tx, id, [{ kind: 'VOIDED', fromUnitId: senderUnitId, toUnitId: null, reason }], by, now);
    // The column holds only what our own rules wrote.
    const message = { id, episodeId, type: type as MessageType };
    await noteMessageChange(tx, message, { before: 'SENT', after: 'VOIDED' }, by, now);
  }
  return voided.map(({ id }) => id);
}
