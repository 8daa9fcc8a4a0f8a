import type { Episode } from '../episode/domain.ts';
import type { Prisma } from '../generated/prisma/client.ts';

/**
 * Notes a discharge-ready notice or its interruption beside the episode's row, which holds the latest judgement only (G-043). In
 * the transaction of the step; other steps are none of these and note nothing.
 * @param messageId - the message that tells of the step.
 */
export async function noteReadiness(
  tx: Prisma.TransactionClient,
  before: Episode,
  after: Episode,
  messageId: string,
  at: Date,
): Promise<void> {
  const isReported = after.ready !== null && before.ready === null && after.state === 'DISCHARGE_READY';
  const isInterrupted = after.state === 'DISCHARGE_READY_INTERRUPTED' && before.state === 'DISCHARGE_READY';
  if (!isReported && !isInterrupted) return;
  const { municipalityCode: registeredIn } = await tx.patient.findUniqueOrThrow({
    where: { id: after.patientId },
    select: { municipalityCode: true },
  });
  await tx.readinessStep.create({
    data: {
      messageId,
      episodeId: after.id,
      kind: isReported ? 'REPORTED' : 'INTERRUPTED',
      at,
      judgedByUserId: after.ready?.judgedByUserId ?? null,
      judgedAt: after.ready?.judgedAt ?? null,
      registeredIn: registeredIn || null,
    },
  });
}
