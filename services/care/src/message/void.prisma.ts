import { markVoid } from '@samplan/kit/message/rows';
import { type ChangedBy, noteMessageChanges } from '../episode/change.prisma.ts';
import type { Prisma } from '../generated/prisma/client.ts';

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
  const messages = voided.map((message) => ({ ...message, episodeId }));
  await noteMessageChanges(tx, messages, { before: 'SENT', after: 'VOIDED' }, by, now);
}
