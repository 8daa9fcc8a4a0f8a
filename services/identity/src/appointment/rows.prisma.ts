import type { Prisma } from '../generated/prisma/client.ts';

/**
 * Ends what people were appointed to by those whose assignments end, where it ends with them: a principal's (F-010, f.2 35); and
 * what gave an assignment that ends.
 * @returns the assignments that came with it.
 */
export async function endAppointmentsOf(
  tx: Prisma.TransactionClient,
  assignments: readonly { readonly id: string }[],
  now: Date,
): Promise<readonly string[]> {
  const ids = assignments.map(({ id }) => id);
  const ended = await tx.appointment.updateManyAndReturn({
    where: {
      endedAt: null,
      OR: [{ assignmentId: { in: ids } }, { kind: 'SIP_USER', appointedByAssignmentId: { in: ids } }],
    },
    data: { endedAt: now },
    select: { assignmentId: true },
  });
  return ended.map(({ assignmentId }) => assignmentId).filter((id) => id !== null);
}
