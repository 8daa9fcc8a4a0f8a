import { readerOf, readerSql } from '@samplan/kit/access/reader';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { ONGOING } from '../plan/domain.ts';
import type { SipCount, StatisticsStore } from './store.ts';

const READER = readerSql(3);

/** Counts in PostgreSQL. */
export function prismaStatistics(db: PrismaClient): StatisticsStore {
  return {
    async municipalities({ reach }) {
      const rows = await db.$queryRawUnsafe<{ code: string }[]>(
        `SELECT DISTINCT principal_code AS code FROM kit.unit
         WHERE (region_id = $1 OR principal_id = $1) AND length(principal_code) = 4 ORDER BY 1`,
        reach.principalId,
      );
      return rows.map((row) => row.code);
    },
    async ongoing(grant, municipalityCodes, now) {
      return await db.$queryRawUnsafe<SipCount[]>(
        `SELECT municipality_code AS "municipalityCode", coordinating_principal AS "coordinatingPrincipal",
                count(*)::int AS ongoing
         FROM sip s WHERE municipality_code = ANY($1) AND state = ANY($2)
           AND NOT ${READER.isBlocked('s.patient_id', 's.coordinating_unit_id')} AND NOT ${READER.isHidden('s.patient_id')}
         GROUP BY 1, 2`,
        municipalityCodes,
        ONGOING,
        readerOf(grant, now),
      );
    },
  };
}
