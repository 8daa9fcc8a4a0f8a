import type { Sql } from '@samplan/kit/db/sql';
import type { BasisScope } from './basis-store.ts';
import type { Month } from './month.ts';
import type { Settlement, Sum } from './settlement.ts';

/** The months of a municipality that are settled, the earliest first. */
export async function settledMonths(
  sql: Sql,
  { regionId, municipalityCode }: Pick<BasisScope, 'regionId' | 'municipalityCode'>,
): Promise<readonly Month[]> {
  const rows = await sql.$queryRawUnsafe<{ month: Month }[]>(
    'SELECT month FROM liability_settlement WHERE region_id = $1 AND municipality_code = $2 ORDER BY month',
    regionId,
    municipalityCode,
  );
  return rows.map(({ month }) => month);
}

/** A settled month; null while it is open. */
export async function settlementOf(
  sql: Sql,
  { regionId, municipalityCode, month }: BasisScope,
): Promise<Settlement | null> {
  const [row] = await sql.$queryRawUnsafe<(Omit<Settlement, 'sum'> & Sum)[]>(
    `SELECT month, settled_at AS "settledAt", settled_by_user_id AS "settledByUserId", summaries,
       invoiced_in_source_count AS "invoicedInSourceCount", care_day_count AS "careDayCount", total_sek::float8 AS "totalSek"
     FROM liability_settlement WHERE region_id = $1 AND municipality_code = $2 AND month = $3`,
    ...[regionId, municipalityCode, month],
  );
  if (!row) return null;
  const { careDayCount, totalSek, ...settlement } = row;
  return { ...settlement, sum: { careDayCount, totalSek } };
}
