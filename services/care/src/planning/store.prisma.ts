import { readerOf } from '@samplan/kit/access/reader';
import { transact } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import { groupsInOrder } from '@samplan/kit/ordered';
import { type Clock, systemClock } from '@samplan/kit/time';
import { z } from 'zod';
import type { Part } from '../care-plan/domain.ts';
import type {
  PrismaClient,
  PlanningSection as Row,
  PlanningSectionVersion as VersionRow,
} from '../generated/prisma/client.ts';
import { isClosedSql } from '../reader.ts';
import { PARTITIONS } from './questions.ts';
import type { BegunSection, PlanningStore, SectionVersion } from './store.ts';

const IS_CLOSED = isClosedSql(2, 's.saved_by_unit_id');

/** Planning bases in PostgreSQL. */
export function prismaPlanning(db: PrismaClient, clock: Clock = systemClock): PlanningStore {
  return {
    async ofEpisodes(grant, episodeIds) {
      const closed = await db.$queryRawUnsafe<Pick<Row, 'episodeId' | 'partition' | 'savedByUnitId'>[]>(
        `SELECT s.episode_id AS "episodeId", s.partition, s.saved_by_unit_id AS "savedByUnitId"
         FROM planning_section s JOIN care_episode e ON e.id = s.episode_id
         WHERE s.episode_id = ANY($1) AND ${IS_CLOSED}`,
        episodeIds,
        readerOf(grant, clock()),
      );
      const rows = await db.planningSection.findMany({
        where: { episodeId: { in: [...episodeIds] }, NOT: { OR: closed } },
        orderBy: [{ savedAt: 'desc' }, { partition: 'asc' }, { savedByUnitId: 'asc' }],
      });
      return groupsInOrder(episodeIds, rows.map(toSection), (row) => row.episodeId);
    },
    async versions(episodeIds) {
      const rows = await db.planningSectionVersion.findMany({
        where: { episodeId: { in: [...episodeIds] } },
        orderBy: { version: 'desc' },
      });
      return groupsInOrder(episodeIds, rows.map(toVersion), (row) => row.episodeId);
    },
    async disagreements(episodeIds) {
      const rows = await db.planningDisagreement.findMany({
        where: { episodeId: { in: [...episodeIds] } },
        orderBy: { id: 'desc' },
      });
      const noted = rows.map((row) => ({ ...row, partition: partition.parse(row.partition) }));
      return groupsInOrder(episodeIds, noted, (row) => row.episodeId);
    },
    async noteDisagreement(grant, { id: episodeId, patientId }, about, text, access, now) {
      await transact(db, async (tx) => {
        const noted = { notedAt: now, notedByUserId: grant.viewer.userId };
        const { unitId, partition: part, version } = about;
        await tx.planningDisagreement.create({
          data: { id: newId('dis'), episodeId, unitId, partition: part, version, text, ...noted },
        });
        await access.write(tx, grant, { patientId, subjectId: episodeId });
      });
    },
  };
}

const partition = z.enum(PARTITIONS);
const answers = z.record(z.string(), z.string());
const state = z.enum(['DRAFT', 'SIGNED', 'VOIDED']);

/** A part of its row. */
export function toPart(row: Omit<VersionRow, 'at' | 'byUserId'>): Part {
  const { unitId, questionSetId, reason, version } = row;
  return {
    unitId,
    partition: partition.parse(row.partition),
    state: state.parse(row.state),
    questionSetId,
    answers: answers.parse(row.answers),
    reason,
    version,
  };
}

function toSection({ savedByUnitId: unitId, savedAt, savedByUserId, ...row }: Row): BegunSection {
  return { ...toPart({ ...row, unitId }), episodeId: row.episodeId, savedAt, savedByUserId };
}

function toVersion({ at, byUserId, ...row }: VersionRow): SectionVersion {
  return { ...toPart(row), episodeId: row.episodeId, at, byUserId };
}
