import { readerOf } from '@samplan/kit/access/reader';
import { isDuplicate, transact, Undone } from '@samplan/kit/db/transaction';
import { groupsInOrder } from '@samplan/kit/ordered';
import { type Clock, systemClock } from '@samplan/kit/time';
import { z } from 'zod';
import { noteChange } from '../episode/change.prisma.ts';
import { ONGOING } from '../episode/domain.ts';
import type { PrismaClient, PlanningSection as Row } from '../generated/prisma/client.ts';
import { careReaderSql } from '../reader.ts';
import { PARTITIONS } from './questions.ts';
import type { PlanningSection, PlanningStore } from './store.ts';

const READER = careReaderSql(2);
const IS_PARTY = `EXISTS (SELECT 1 FROM episode_party y
  WHERE y.episode_id = e.id AND y.unit_id = ($2::text[])[2] AND y.left_at IS NULL)`;
/** Parts `s` of episodes `e` that stay closed: to parties by their blocks, to others unless they have opened what the unit saved. */
const IS_CLOSED = `CASE WHEN ${IS_PARTY} THEN ${READER.isBlocked('e.patient_id', 's.saved_by_unit_id')}
  ELSE NOT ${READER.isOpenToOthers('e.patient_id', 's.saved_by_unit_id')} END`;

/** Planning bases in PostgreSQL. */
export function prismaPlanning(db: PrismaClient, clock: Clock = systemClock): PlanningStore {
  return {
    async ofEpisodes(grant, episodeIds) {
      const closed = await db.$queryRawUnsafe<Pick<Row, 'episodeId' | 'partition'>[]>(
        `SELECT s.episode_id AS "episodeId", s.partition FROM planning_section s JOIN care_episode e ON e.id = s.episode_id
         WHERE s.episode_id = ANY($1) AND ${IS_CLOSED}`,
        episodeIds,
        readerOf(grant, clock()),
      );
      const rows = await db.planningSection.findMany({
        where: { episodeId: { in: [...episodeIds] }, NOT: { OR: closed } },
      });
      return groupsInOrder(
        episodeIds,
        rows.map((row) => ({ ...toSection(row), episodeId: row.episodeId })),
        (row) => row.episodeId,
      );
    },
    async save(grant, episode, { partition, version, questionSetId }, answers, access, now) {
      const data = {
        questionSetId,
        answers: { ...answers },
        savedAt: now,
        savedByUserId: grant.viewer.userId,
        savedByUnitId: grant.reach.unitId,
      };
      try {
        return await transact(db, async (tx) => {
          const [row] =
            version === 0
              ? [await tx.planningSection.create({ data: { episodeId: episode.id, partition, ...data } })]
              : await tx.planningSection.updateManyAndReturn({
                  where: { episodeId: episode.id, partition, version },
                  data: { ...data, version: { increment: 1 } },
                });
          if (!row) return null;
          const { count } = await tx.careEpisode.updateMany({
            where: { id: episode.id, state: { in: [...ONGOING] } },
            data: { latestChangeAt: now },
          });
          if (count === 0) throw new Undone(null);
          const [before, after] = [version === 0 ? null : 'SAVED', 'SAVED'];
          const change = {
            episodeId: episode.id,
            kind: 'PLANNING_BASIS',
            column: 'planningBasis',
            before,
            after,
          } as const;
          const by = { userId: grant.viewer.userId, unitId: grant.reach.unitId };
          await noteChange(tx, { ...change, subjectId: partition }, by, now);
          await access.write(tx, grant, { patientId: episode.patientId, subjectId: episode.id });
          return toSection(row);
        });
      } catch (error) {
        if (isDuplicate(error)) return null; // two first answers at once
        throw error;
      }
    },
  };
}

const partition = z.enum(PARTITIONS);
const answers = z.record(z.string(), z.string());

function toSection(row: Row): PlanningSection {
  const { questionSetId, savedAt, savedByUserId, version } = row;
  return {
    partition: partition.parse(row.partition),
    questionSetId,
    answers: answers.parse(row.answers),
    savedAt,
    savedByUserId,
    version,
  };
}
