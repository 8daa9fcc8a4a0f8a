import { markVoid } from '@samplan/kit/message/rows';
import { type ChangedBy, noteMessageChange } from '../episode/change.prisma.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { MessageType } from '../generated/resolvers.ts';

/** Marks messages of a case as void, with a reason (G-101). Those that are void stay as they are. */
export async function voidMessages(
  tx: Prisma.TransactionClient,
  episodeId: string | null,
  messageIds: readonly string[],
  reason: string,
  by: ChangedBy,
  now: Date,
): Promise<void> {
  const voided = await markVoid(tx, messageIds, { at: now, byUserId: by.userId, reason }, by.unitId);
  for (const { id, type } of voided) {
    // The column holds only what our own rules wrote.
    const message = { id, episodeId, type: type as MessageType };
    await noteMessageChange(tx, message, { before: 'SENT', after: 'VOIDED' }, by, now);
  }
}
