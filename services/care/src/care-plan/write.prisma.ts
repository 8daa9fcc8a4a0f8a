import { type ChangedBy, noteChange } from '../episode/change.prisma.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { NewStep, Part } from './domain.ts';

type Tx = Prisma.TransactionClient;

/** Stores a part as it is now and keeps the version for good (G-087), and notes the change. */
export async function storePart(
  tx: Tx,
  episodeId: string,
  before: Part | null,
  part: Part,
  by: ChangedBy,
  now: Date,
): Promise<void> {
  const { unitId, partition, version, state, questionSetId, reason } = part;
  const content = { state, questionSetId, answers: { ...part.answers }, reason, version };
  const saved = { ...content, savedAt: now, savedByUserId: by.userId };
  const key = { episodeId, partition, savedByUnitId: unitId };
  await tx.planningSection.upsert({
    where: { episodeId_partition_savedByUnitId: key },
    create: { ...key, ...saved },
    update: saved,
  });
  await tx.planningSectionVersion.create({
    data: { episodeId, partition, unitId, ...content, at: now, byUserId: by.userId },
  });
  const isCorrection = before?.state === 'SIGNED' && state === 'SIGNED';
  const codes = { before: before?.state ?? null, after: isCorrection ? 'CORRECTED' : state };
  const change = { episodeId, kind: 'PLANNING_BASIS', column: 'planningBasis', subjectId: partition } as const;
  await noteChange(tx, { ...change, ...codes }, by, now);
}

/** What a step is noted as: before and after, in codes. */
const CODES = {
  RELEASED: { before: null, after: 'RELEASED' },
  FINALLY_JUSTIFIED: { before: 'OPEN', after: 'FINALLY_JUSTIFIED' },
  REOPENED: { before: 'FINALLY_JUSTIFIED', after: 'OPEN' },
} as const;

/** Stores a step of the plan as a whole, and notes the change. */
export async function storeStep(
  tx: Tx,
  episodeId: string,
  step: NewStep & { readonly number: number },
  { userId, unitId }: ChangedBy,
  now: Date,
): Promise<void> {
  await tx.carePlanStep.create({ data: { episodeId, ...step, at: now, byUserId: userId, byUnitId: unitId } });
  // Who is released has nothing left to sign; that the plan is final or open again shows in no cell.
  const column = step.kind === 'RELEASED' ? 'planningBasis' : null;
  const change = { episodeId, kind: 'CARE_PLAN', column, subjectId: step.unitId } as const;
  await noteChange(tx, { ...change, ...CODES[step.kind] }, { userId, unitId }, now);
}
