import { noteFound, noteRead } from '@samplan/kit/access/loader';
import { firstOrRepeated } from '@samplan/kit/db/idempotency';
import { transact, Undone } from '@samplan/kit/db/transaction';
import { groupsInOrder, inOrder } from '@samplan/kit/ordered';
import { MAX_PAGE } from '@samplan/kit/page';
import { type Clock, stockholmDay, systemClock } from '@samplan/kit/time';
import { episodeClosed } from '@samplan/schema/events/care';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { noteReadiness } from '../liability/readiness.prisma.ts';
import { changesInReach } from '../message/reach.prisma.ts';
import { leaveOverview, sendToParties } from '../message/write.ts';
import { noteBackRegistration } from '../outage/store.prisma.ts';
import { openRelations } from '../patient/relation.ts';
import { closingPolicy } from './closing-policy.prisma.ts';
import { AT_WARD } from './domain.ts';
import { estimatePolicy } from './estimate-policy.prisma.ts';
import { prismaInterruptions } from './interruption.prisma.ts';
import { lockEpisode } from './lock.prisma.ts';
import { endEpisodeRelations, tellOfEpisode } from './party.ts';
import { deniedEpisodes, episodeIdsInReach } from './reach.prisma.ts';
import { noteCourse, toEpisode, toRow, updateCourse } from './row.prisma.ts';
import { prismaSideExits } from './side-exits.prisma.ts';
import type { AdmissionOutcome, ClosingOutcome, EpisodeStore } from './store.ts';

/**
 * Episodes in PostgreSQL.
 * @param clock - for what opens and closes by itself.
 */
export function prismaEpisodes(db: PrismaClient, clock: Clock = systemClock): EpisodeStore {
  return {
    ...prismaSideExits(db),
    ...prismaInterruptions(db),
    estimateLaterDays: async (regionId, on) => (await estimatePolicy.on(db, regionId, on)).laterDays,
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
    async changes(grant, episodeIds, first, after) {
      const rows = await changesInReach(db, grant, episodeIds, first, after, clock());
      return groupsInOrder(episodeIds, rows, (row) => row.episodeId);
    },
    async admit(grant, { episode, message, event, backRegistration }, content, recipients, request, access, now) {
      return await transact(db, async (tx): Promise<AdmissionOutcome> => {
        // One admission of a patient at a time, so that the check below holds until the commit.
        await tx.$queryRawUnsafe('SELECT 1 FROM patient WHERE id = $1 FOR UPDATE', episode.patientId);
        const first = await firstOrRepeated(tx, request, episode.id);
        if (first.kind !== 'FIRST') return first;
        const { patientId, wardUnitId } = episode;
        const ongoing = await tx.careEpisode.findFirst({
          where: { patientId, wardUnitId, state: { in: [...AT_WARD] } },
          select: { id: true },
        });
        if (ongoing) throw new Undone<AdmissionOutcome>({ kind: 'ALREADY_ADMITTED', episodeId: ongoing.id });

        await tx.careEpisode.create({ data: { ...toRow(episode), latestChangeAt: now } });
        if (backRegistration) {
          await noteBackRegistration(tx, episode.id, backRegistration, grant.viewer.userId, now);
        }
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
        await noteReadiness(tx, before, episode, messageId, now);
        await noteCourse(tx, before, episode, sender, now);
        await tellOfEpisode(tx, event, episode.id, now);
        await access.write(tx, grant, { patientId: episode.patientId, subjectId: episode.id });
        return messageId;
      });
    },
    async close(grant, before, closed, access, now) {
      return await transact(db, async (tx): Promise<ClosingOutcome> => {
        const { requiresAcknowledgements } = await closingPolicy.on(tx, closed.regionId, stockholmDay(now));
        // The lock makes acknowledgements wait, so that what is counted here is still true at the commit.
        const isSettled = (await lockEpisode(tx, closed.id))?.outstanding === 0;
        if (requiresAcknowledgements && !isSettled) return 'ACKNOWLEDGEMENTS_MISSING';
        if (!(await updateCourse(tx, before, closed))) return 'CHANGED_MEANWHILE';
        if (isSettled) await leaveOverview(tx, closed.id);
        await endEpisodeRelations(tx, closed, now);
        await noteCourse(tx, before, closed, { userId: grant.viewer.userId, unitId: grant.reach.unitId }, now);
        await tellOfEpisode(tx, episodeClosed, closed.id, now);
        await access.write(tx, grant, { patientId: closed.patientId, subjectId: closed.id });
        return 'CLOSED';
      });
    },
  };
}
