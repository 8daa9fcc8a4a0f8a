import { newId } from '@samplan/kit/id';
import type { MessageMovement, Prisma } from '../generated/prisma/client.ts';
import type { MessageMovementKind } from '../generated/resolvers.ts';
import type { Movement } from './store.ts';

/** What is noted of one step of a message's way. */
type Step = Pick<Movement, 'kind' | 'fromUnitId' | 'toUnitId' | 'reason'>;

/** Adds steps to the history of a message's way (G-104). */
export async function noteMovements(
  tx: Prisma.TransactionClient,
  messageId: string,
  steps: readonly Step[],
  by: { readonly userId: string; readonly unitId: string },
  at: Date,
): Promise<void> {
  await tx.messageMovement.createMany({
    data: steps.map((step) => ({
      id: newId('mov'),
      messageId,
      ...step,
      at,
      byUserId: by.userId,
      byUnitId: by.unitId,
    })),
  });
}

/** A step of its row. */
export function toMovement({ id: _id, ...row }: MessageMovement): Movement {
  // The column holds only what our own rules wrote.
  return { ...row, kind: row.kind as MessageMovementKind };
}
