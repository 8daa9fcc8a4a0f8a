import { noteFound, noteRead } from '@samplan/kit/access/loader';
import { firstOrRepeated } from '@samplan/kit/db/idempotency';
import { transact, Undone } from '@samplan/kit/db/transaction';
import { groupsInOrder, inOrder } from '@samplan/kit/ordered';
import { MAX_PAGE } from '@samplan/kit/page';
import { addDays, type Clock, startOfStockholmDay, stockholmDay, systemClock } from '@samplan/kit/time';
import { episodeClosed } from '@samplan/schema/events/care';
import type {
  CareEpisode,
  EpisodeChange as EpisodeChangeRow,
  Prisma,
  PrismaClient,
} from '../generated/prisma/client.ts';
import type { CareNeed, CareType, EpisodeChangeKind, EpisodeState } from '../generated/resolvers.ts';
import { messageIdsInReach } from '../message/reach.prisma.ts';
import { leaveOverview, sendToParties } from '../message/write.ts';
import { endRelations, openRelations } from '../patient/relation.ts';
import { type ChangedBy, noteChange } from './change.prisma.ts';
import type { Episode } from './domain.ts';
import { tellOfEpisode } from './party.ts';
import { deniedEpisodes, episodeIdsInReach } from './reach.prisma.ts';
import type { AdmissionOutcome, Change, ClosingOutcome, EpisodeStore } from './store.ts';

/** How long the parties' relation to the patient outlives the episode, for what is left to do. */
const RELATION_DAYS_AFTER_CLOSING = 30;

/**
 * Episodes in PostgreSQL.
 * @param clock - for what opens and closes by itself.
 */
export function prismaEpisodes(db: PrismaClient, clock: Clock = systemClock): EpisodeStore {
  return {
    async find(grant, ids, access) {
      const now = clock();
      const inReach = await episodeIdsInReach(db, grant, 'id', ids, now);
      const rows = await db.careEpisode.findMany({ where: { id: { in: inReach } } });
      await noteFound(access, grant, ids, rows, (missing) => deniedEpisodes(db, grant, missing, now));
      return inOrder(ids, rows.map(toEpisode), (episode) => episode.id);
    },
    async ofPatients(grant, patientIds, access) {
      const rows = await db.careEpisode.findMany({
        where: { id: { in: await episodeIdsInReach(db, grant, 'patient_id', patientIds, clock()) } },
        orderBy: [{ admittedAt: 'desc' }, { id: 'desc' }],
        take: MAX_PAGE * patientIds.length,
      });
      noteRead(access, grant, rows);
      return groupsInOrder(patientIds, rows.map(toEpisode), (episode) => episode.patientId);
    },
    async parties(episodeIds) {
      const rows = await db.episodeParty.findMany({
        where: { episodeId: { in: [...episodeIds] }, leftAt: null },
        orderBy: [{ isWard: 'desc' }, { since: 'asc' }, { unitId: 'asc' }],
        select: { episodeId: true, unitId: true, since: true, isWard: true },
      });
      return groupsInOrder(episodeIds, rows, (row) => row.episodeId);
    },
    async changes(grant, episodeId, first, after) {
      const rows = await db.episodeChange.findMany({
        where: { episodeId, ...(after && { at: { gt: after } }) },
        orderBy: [{ at: 'desc' }, { id: 'desc' }],
        take: first,
      });
      const ofMessages = rows.flatMap(({ kind, subjectId }) => (kind === 'MESSAGE' && subjectId ? [subjectId] : []));
      const seen = await messageIdsInReach(db, grant, [...new Set(ofMessages)], clock());
      return rows.map(toChange).filter(({ kind, subjectId }) => kind !== 'MESSAGE' || seen.has(subjectId ?? ''));
    },
    async admit(grant, { episode, message, event }, content, recipients, request, access, now) {
      return await transact(db, async (tx): Promise<AdmissionOutcome> => {
        // One admission of a patient at a time, so that the check below holds until the commit.
        await tx.$queryRawUnsafe('SELECT 1 FROM patient WHERE id = $1 FOR UPDATE', episode.patientId);
        const first = await firstOrRepeated(tx, request, episode.id);
        if (first.kind !== 'FIRST') return first;
        const { patientId, wardUnitId } = episode;
        const ongoing = await tx.careEpisode.findFirst({
          where: { patientId, wardUnitId, state: { notIn: ['DISCHARGED', 'CLOSED'] } },
          select: { id: true },
        });
        if (ongoing) throw new Undone<AdmissionOutcome>({ kind: 'ALREADY_ADMITTED', episodeId: ongoing.id });

        await tx.careEpisode.create({ data: { ...toRow(episode), latestChangeAt: now } });
        const ward = { unitId: wardUnitId, principalId: episode.regionId, isWard: true };
        const others = recipients.map(({ unitId, principalId }) => ({ unitId, principalId, isWard: false }));
        const parties = [ward, ...others];
        await tx.episodeParty.createMany({
          data: parties.map((party) => ({ ...party, episodeId: episode.id, since: now })),
        });
        await openRelations(
          tx,
          parties.map(({ unitId }) => ({ patientId, unitId, basis: 'EPISODE', basisId: episode.id, until: null })),
          now,
        );
        const sender = { episodeId: episode.id, patientId, unitId: wardUnitId, userId: grant.viewer.userId };
        const messageId = await sendToParties(tx, sender, message, content, now);
        await noteCourse(tx, null, episode, sender, now);
        await tellOfEpisode(tx, event, episode.id, now);
        await access.write(tx, grant, { patientId, subjectId: episode.id });
        return { kind: 'ADMITTED', messageId };
      });
    },
    async save(grant, before, { episode, message, event }, content, access, now) {
      return await transact(db, async (tx) => {
        if (!(await updateCourse(tx, before, episode))) return null;
        const { unitId } = grant.reach;
        const { id: episodeId, patientId } = episode;
        const sender = { episodeId, patientId, unitId, userId: grant.viewer.userId };
        const messageId = await sendToParties(tx, sender, message, content, now);
        await noteCourse(tx, before, episode, sender, now);
        await tellOfEpisode(tx, event, episode.id, now);
        await access.write(tx, grant, { patientId: episode.patientId, subjectId: episode.id });
        return messageId;
      });
    },
    async close(grant, before, closed, access, now) {
      return await transact(db, async (tx): Promise<ClosingOutcome> => {
        const policy = await tx.closingPolicy.findUnique({ where: { regionId: closed.regionId } });
        // The lock makes acknowledgements wait, so that what is counted here is still true at the commit.
        const [locked] = await tx.$queryRawUnsafe<{ outstanding: number }[]>(
          'SELECT outstanding FROM care_episode WHERE id = $1 FOR UPDATE',
          closed.id,
        );
        const isSettled = locked?.outstanding === 0;
        if (policy?.requiresAcknowledgements && !isSettled) return 'ACKNOWLEDGEMENTS_MISSING';
        if (!(await updateCourse(tx, before, closed))) return 'CHANGED_MEANWHILE';
        if (isSettled) await leaveOverview(tx, closed.id);
        const until = startOfStockholmDay(addDays(stockholmDay(now), RELATION_DAYS_AFTER_CLOSING + 1));
        await endRelations(tx, { basis: 'EPISODE', basisId: closed.id, patientId: closed.patientId }, until, now);
        await noteCourse(tx, before, closed, { userId: grant.viewer.userId, unitId: grant.reach.unitId }, now);
        await tellOfEpisode(tx, episodeClosed, closed.id, now);
        await access.write(tx, grant, { patientId: closed.patientId, subjectId: closed.id });
        return 'CLOSED';
      });
    },
  };
}

/** Notes what changed in the course of an episode. */
async function noteCourse(
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
async function updateCourse(tx: Prisma.TransactionClient, before: Episode, after: Episode): Promise<boolean> {
  const { id, outstanding: _outstanding, version: _version, ...course } = toRow(after);
  const { count } = await tx.careEpisode.updateMany({
    where: { id, version: before.version },
    data: { ...course, version: { increment: 1 } },
  });
  return count === 1;
}

function toChange({ id: _id, column: _column, ...row }: EpisodeChangeRow): Change {
  // The column holds only what our own rules wrote.
  return { ...row, kind: row.kind as EpisodeChangeKind };
}

/** An episode of its row. */
export function toEpisode(row: CareEpisode): Episode {
  const { readyJudgedByUserId, readyJudgedAt, readyReportedAt, latestChangeAt: _latestChangeAt, ...rest } = row;
  const isReady = readyJudgedByUserId !== null && readyJudgedAt !== null && readyReportedAt !== null;
  return {
    ...rest,
    // The columns hold only what our own rules wrote.
    careType: row.careType as CareType,
    state: row.state as EpisodeState,
    needs: row.needs as CareNeed[],
    ready: isReady
      ? { judgedByUserId: readyJudgedByUserId, judgedAt: readyJudgedAt, reportedAt: readyReportedAt }
      : null,
  };
}

function toRow({ ready, needs, ...episode }: Episode) {
  return {
    ...episode,
    needs: [...needs],
    readyJudgedByUserId: ready?.judgedByUserId ?? null,
    readyJudgedAt: ready?.judgedAt ?? null,
    readyReportedAt: ready?.reportedAt ?? null,
  };
}
