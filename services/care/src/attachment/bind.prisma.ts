import { Undone } from '@samplan/kit/db/transaction';
import type { Prisma } from '../generated/prisma/client.ts';
import type { SendOutcome } from '../message/store.ts';

/**
 * Binds files to the message that they are sent with, in the transaction that sends it.
 * @throws Undone when one of them cannot be sent any more: then nothing is.
 */
export async function bindAttachments(
  tx: Prisma.TransactionClient,
  ids: readonly string[],
  message: { readonly id: string; readonly patientId: string },
  by: { readonly unitId: string; readonly userId: string },
): Promise<void> {
  if (ids.length === 0) return;
  const { count } = await tx.attachment.updateMany({
    where: { id: { in: [...ids] }, ...sendable(message.patientId, by) },
    data: { messageId: message.id },
  });
  if (count !== ids.length) throw new Undone<SendOutcome>({ kind: 'CHANGED_MEANWHILE' });
}

/** Takes files along to a new version of the message that has them, in the transaction that sends it. */
export async function carryAttachments(
  tx: Prisma.TransactionClient,
  ids: readonly string[],
  messageId: string,
): Promise<void> {
  if (ids.length === 0) return;
  await tx.attachmentCarried.createMany({ data: ids.map((attachmentId) => ({ messageId, attachmentId })) });
}

/** Which files somebody can send with a message about the patient: the own, finished and not sent. */
export function sendable(
  patientId: string,
  { unitId, userId }: { readonly unitId: string; readonly userId: string },
): Prisma.AttachmentWhereInput {
  return { patientId, unitId, uploadedByUserId: userId, messageId: null, finishedAt: { not: null } };
}
