import type { CareEpisode, Prisma } from '../generated/prisma/client.ts';
import type { CareNeed, CareType, EpisodeState } from '../generated/resolvers.ts';
import { type ChangedBy, noteChange } from './change.prisma.ts';
import type { Episode, Readiness } from './domain.ts';

/** Notes what changed in the course of an episode. */
export async function noteCourse(
  tx: Prisma.TransactionClient,
  before: Episode | null,
  after: Episode,
  by: ChangedBy,
  now: Date,
): Promise<void> {
  const change = { episodeId: after.id, column: null, subjectId: null };
  if (before?.state !== after.state) {
    await noteChange(tx, { ...change, kind: 'STATE', before: before?.state ?? null, after: after.state }, by, now);
  }
  const [was, is] = [before?.estimatedDischargeAt.toISOString() ?? null, after.estimatedDischargeAt.toISOString()];
  if (was !== is) await noteChange(tx, { ...change, kind: 'ESTIMATE', before: was, after: is }, by, now);
}

/** Stores state and times, unless somebody changed them since they were read. */
export async function updateCourse(tx: Prisma.TransactionClient, before: Episode, after: Episode): Promise<boolean> {
  const { id, outstanding: _outstanding, version: _version, ...course } = toRow(after);
  const { count } = await tx.careEpisode.updateMany({
    where: { id, version: before.version },
    data: { ...course, version: { increment: 1 } },
  });
  return count === 1;
}

/** An episode of its row. */
export function toEpisode(row: CareEpisode): Episode {
  const { latestChangeAt: _latestChangeAt, overviewVersion: _overviewVersion, ...stored } = row;
  const { readyJudgedByUserId, readyJudgedAt, readyReportedAt, readyByLptNotice, ...others } = stored;
  const { transferredAt, transferredToUnitId, transferredToId, ...kept } = others;
  const { interruptedByUserId, interruptedJudgedAt, interruptedReportedAt, interruptedByLptNotice, ...rest } = kept;
  const isTransferred = transferredAt !== null && transferredToUnitId !== null && transferredToId !== null;
  return {
    ...rest,
    // The columns hold only what our own rules wrote.
    careType: row.careType as CareType,
    state: row.state as EpisodeState,
    needs: row.needs as CareNeed[],
    ready: toReadiness(readyJudgedByUserId, readyJudgedAt, readyReportedAt, readyByLptNotice),
    interrupted: toReadiness(interruptedByUserId, interruptedJudgedAt, interruptedReportedAt, interruptedByLptNotice),
    transfer: isTransferred ? { at: transferredAt, toUnitId: transferredToUnitId, toEpisodeId: transferredToId } : null,
  };
}

/** A judgement of its columns: who and when are all set or none. */
function toReadiness(
  judgedByUserId: string | null,
  judgedAt: Date | null,
  reportedAt: Date | null,
  isLptNotice: boolean,
): Readiness | null {
  return judgedByUserId && judgedAt && reportedAt ? { judgedByUserId, judgedAt, reportedAt, isLptNotice } : null;
}

/** An episode as its row. */
export function toRow({ ready, interrupted, transfer, needs, ...episode }: Episode) {
  return {
    ...episode,
    needs: [...needs],
    readyJudgedByUserId: ready?.judgedByUserId ?? null,
    readyJudgedAt: ready?.judgedAt ?? null,
    readyReportedAt: ready?.reportedAt ?? null,
    readyByLptNotice: ready?.isLptNotice ?? false,
    interruptedByUserId: interrupted?.judgedByUserId ?? null,
    interruptedJudgedAt: interrupted?.judgedAt ?? null,
    interruptedReportedAt: interrupted?.reportedAt ?? null,
    interruptedByLptNotice: interrupted?.isLptNotice ?? false,
    transferredAt: transfer?.at ?? null,
    transferredToUnitId: transfer?.toUnitId ?? null,
    transferredToId: transfer?.toEpisodeId ?? null,
  };
}
