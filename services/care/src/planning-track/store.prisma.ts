import { readerOf } from '@samplan/kit/access/reader';
import { transact } from '@samplan/kit/db/transaction';
import { found } from '@samplan/kit/found';
import { groupsInOrder, inOrder } from '@samplan/kit/ordered';
import { refused } from '@samplan/kit/result';
import { type Clock, systemClock } from '@samplan/kit/time';
import { noteChange } from '../episode/change.prisma.ts';
import { AT_WARD } from '../episode/domain.ts';
import { lockEpisode } from '../episode/lock.prisma.ts';
import { stateRefuses } from '../episode/problems.ts';
import type { Prisma, PrismaClient, PlanningTrackChoice as Row } from '../generated/prisma/client.ts';
import type { PlanningTrack } from '../generated/resolvers.ts';
import { PARTITIONS } from '../planning/questions.ts';
import { careReaderSql } from '../reader.ts';
import { choose, type PartVersion, type SipProgress } from './domain.ts';
import { partVersions } from './row.ts';
import type { TrackChoice, TrackStore } from './store.ts';
import { planningTimePolicy } from './time-policy.prisma.ts';

type Tx = Prisma.TransactionClient;

const READER = careReaderSql(2);

/**
 * Tracks in PostgreSQL.
 * @param clock - for what opens and closes by itself.
 */
export function prismaTracks(db: PrismaClient, clock: Clock = systemClock): TrackStore {
  return {
    async ofEpisodes(episodeIds) {
      const rows = await db.planningTrackChoice.findMany({
        where: { episodeId: { in: [...episodeIds] } },
        orderBy: { version: 'desc' },
      });
      return groupsInOrder(episodeIds, rows.map(toChoice), (choice) => choice.episodeId);
    },
    async dueTerms(episodeIds) {
      // An imported episode is planned here from when it came, unless its patient was ready to leave before (F-214, F-216).
      const begun = await db.$queryRawUnsafe<{ episodeId: string; regionId: string; begunAt: Date }[]>(
        `SELECT e.id AS "episodeId", e.region_id AS "regionId", greatest(min(m.sent_at), min(s.imported_at)) AS "begunAt"
         FROM care_episode e JOIN message m ON m.episode_id = e.id AND m.type = 'ADMISSION_NOTICE'
         LEFT JOIN transition_source s ON s.episode_id = e.id AND s.kind = 'EPISODE'
         WHERE e.id = ANY ($1) AND NOT coalesce('INVOICED_IN_SOURCE' = ANY (s.marks), false) GROUP BY e.id`,
        episodeIds,
      );
      const regionIds = [...new Set(begun.map(({ regionId }) => regionId))];
      const agreed = await planningTimePolicy.ofRegions(db, regionIds);
      const terms = begun.map(({ episodeId, regionId, begunAt }) => {
        return { episodeId, begunAt, hours: agreed.get(regionId) ?? [] };
      });
      return inOrder(episodeIds, terms, (one) => one.episodeId);
    },
    async sipProgress(grant, episodeIds) {
      const rows = await db.$queryRawUnsafe<(SipProgress & { episodeId: string })[]>(
        `SELECT s.episode_id AS "episodeId", true AS "isStarted", bool_or(s.invited_at IS NOT NULL) AS "isInvited"
         FROM sip_copy s JOIN care_episode e ON e.id = s.episode_id
         WHERE s.episode_id = ANY ($1) AND NOT ${READER.isBlocked('e.patient_id', 's.coordinating_unit_id')}
         GROUP BY s.episode_id`,
        episodeIds,
        readerOf(grant, clock()),
      );
      const progress = inOrder(episodeIds, rows, (row) => row.episodeId);
      return progress.map((row) => row ?? { isStarted: false, isInvited: false });
    },
    async choose(grant, { id: episodeId, patientId }, version, given, access, now) {
      return await transact(db, async (tx) => {
        // The lock makes answers wait, so that each part is before the choice or after it.
        const { state } = found(await lockEpisode(tx, episodeId));
        if (!AT_WARD.includes(state)) return refused(stateRefuses(state));
        const latest = await latestChoice(tx, episodeId);
        const chosen = choose(latest, version, given, await partsOf(tx, episodeId), now);
        if (!chosen.ok) return chosen;

        const { groups, basis, ...choice } = chosen.value;
        const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
        await tx.planningTrackChoice.create({
          data: {
            ...choice,
            episodeId,
            groupListId: groups?.listId ?? null,
            groups: [...(groups?.keys ?? [])],
            basis: basis.map((part) => ({ ...part })),
            setAt: now,
            setByUserId: by.userId,
            setByUnitId: by.unitId,
          },
        });
        const change = { episodeId, kind: 'PLANNING_TRACK', column: 'planningBasis', subjectId: null } as const;
        await noteChange(tx, { ...change, before: latest?.track ?? null, after: choice.track }, by, now);
        await tx.careEpisode.update({ where: { id: episodeId }, data: { latestChangeAt: now } });
        await access.write(tx, grant, { patientId, subjectId: episodeId });
        return chosen;
      });
    },
  };
}

/** The planning goes on at another ward as it was, with what led to it. */
export async function carryTrackOver(tx: Tx, fromId: string, toId: string): Promise<void> {
  const latest = await tx.planningTrackChoice.findFirst({
    where: { episodeId: fromId },
    orderBy: { version: 'desc' },
  });
  if (!latest) return;
  const basis = partVersions(latest.basis).map((part) => ({ ...part }));
  await tx.planningTrackChoice.create({ data: { ...latest, basis, episodeId: toId, version: 1 } });
}

async function latestChoice(tx: Tx, episodeId: string): Promise<TrackChoice | null> {
  const row = await tx.planningTrackChoice.findFirst({ where: { episodeId }, orderBy: { version: 'desc' } });
  return row && toChoice(row);
}

async function partsOf(tx: Tx, episodeId: string): Promise<readonly PartVersion[]> {
  const rows = await tx.planningSection.findMany({
    where: { episodeId, state: { not: 'VOIDED' }, partition: { in: [...PARTITIONS] } },
    orderBy: [{ savedByUnitId: 'asc' }, { partition: 'asc' }],
    select: { savedByUnitId: true, partition: true, version: true },
  });
  return partVersions(rows.map(({ savedByUnitId: unitId, ...part }) => ({ ...part, unitId })));
}

function toChoice({ groupListId, groups, basis, track, ...row }: Row): TrackChoice {
  return {
    ...row,
    track: track as PlanningTrack, // the column holds only what our own rules wrote
    groups: groupListId === null ? null : { listId: groupListId, keys: groups },
    basis: partVersions(basis),
  };
}
