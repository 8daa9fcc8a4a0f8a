import type { Sql } from '@samplan/kit/db/sql';
import type { BasisScope } from './basis-store.ts';
import type { Sum } from './settlement.ts';

/**
 * What was settled for a month with every correction since, by episode and agreement: in the order of their ids, so many at once.
 * Nothing is left out, also what came to nothing.
 */
export async function* settledSums(
  sql: Sql,
  { regionId, municipalityCode, month }: BasisScope,
  atOnce: number,
): AsyncGenerator<ReadonlyMap<string, Sum>> {
  for (let last: string | null = null; ; ) {
    const rows: ({ subjectId: string } & Sum)[] = await sql.$queryRawUnsafe(
      `SELECT subject_id AS "subjectId", sum(care_day_count)::int AS "careDayCount", sum(total_sek)::float8 AS "totalSek"
       FROM liability_settled_row WHERE region_id = $1 AND municipality_code = $2 AND of_month = $3
         AND ($4::text IS NULL OR subject_id > $4)
       GROUP BY subject_id ORDER BY subject_id LIMIT $5`,
      ...[regionId, municipalityCode, month, last, atOnce],
    );
    yield new Map(rows.map(({ subjectId, ...sum }) => [subjectId, sum]));
    if (rows.length < atOnce) return;
    last = rows.at(-1)?.subjectId ?? null;
  }
}

/** Those among some episodes that have no row of a settled month, nor of a correction of it, in the order given. */
export async function neverSettled(
  sql: Sql,
  { regionId, municipalityCode, month }: BasisScope,
  ids: readonly string[],
): Promise<readonly string[]> {
  const rows = await sql.$queryRawUnsafe<{ id: string }[]>(
    // The next id from each on, in the order of the index: PostgreSQL knows nothing yet of a month that was settled a moment ago, and
    // would take any other index that begins alike.
    `SELECT asked.id FROM unnest($4::text[]) AS asked (id) CROSS JOIN LATERAL (
       SELECT r.subject_id FROM liability_settled_row r
       WHERE r.region_id = $1 AND r.municipality_code = $2 AND r.of_month = $3 AND r.subject_id >= asked.id
       ORDER BY r.subject_id LIMIT 1) next
     WHERE next.subject_id = asked.id`,
    ...[regionId, municipalityCode, month, ids],
  );
  const settled = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !settled.has(id));
}
