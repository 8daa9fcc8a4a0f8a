import { readerOf } from '@samplan/kit/access/reader';
import { type Clock, systemClock } from '@samplan/kit/time';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { careReaderSql } from '../reader.ts';
import type { HistoryStore } from './store.ts';

const READER = careReaderSql(2);

/** What the unit $1 took part in, open to the reader $2: the same as is found one by one (`episode/reach.prisma.ts`). */
const IN_REACH = `episode_party p JOIN care_episode e ON e.id = p.episode_id
  WHERE p.unit_id = $1 AND p.left_at IS NULL AND e.closed_at IS NOT NULL
    AND NOT ${READER.isBlocked('e.patient_id', 'e.ward_unit_id')} AND NOT ${READER.isHidden('e.patient_id')}`;

const FOUND = `${IN_REACH} AND e.state = ANY($3) AND ($4::text IS NULL OR e.patient_id = $4)
  AND ($5::timestamptz IS NULL OR e.closed_at >= $5) AND ($6::timestamptz IS NULL OR e.closed_at < $6)`;

/** Ended episodes in PostgreSQL: the same number of statements whatever the number of episodes. */
export function prismaHistory(db: PrismaClient, clock: Clock = systemClock): HistoryStore {
  return {
    async page(grant, { states, patientId, closedFrom, closedBefore }, { first, after }) {
      const reader = readerOf(grant, clock());
      const given = [grant.reach.unitId, reader, states, patientId, closedFrom, closedBefore] as const;
      const [ids, [count]] = await Promise.all([
        db.$queryRawUnsafe<{ id: string }[]>(
          `SELECT e.id FROM ${FOUND} AND ($7::text IS NULL OR
             (e.closed_at, e.id) < (SELECT e.closed_at, e.id FROM ${IN_REACH} AND e.id = $7))
           ORDER BY e.closed_at DESC, e.id DESC LIMIT $8`,
          ...given,
          after,
          first + 1,
        ),
        db.$queryRawUnsafe<{ total: number }[]>(`SELECT count(*)::int AS total FROM ${FOUND}`, ...given),
      ]);
      return { ids: ids.map(({ id }) => id), total: count?.total ?? 0 };
    },
  };
}
