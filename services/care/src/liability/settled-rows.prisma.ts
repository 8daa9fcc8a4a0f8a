import type { Sql } from '@samplan/kit/db/sql';
import type { PageRequest } from '@samplan/kit/page';
import type { BasisRow } from './basis.ts';
import type { BasisScope } from './basis-store.ts';
import type { SettledRow } from './settled-rows.ts';
import type { BasisCorrection, Sum } from './settlement.ts';

/** The episodes of a settled month in order; a page has one more than was asked for. */
export async function settledEpisodes(
  sql: Sql,
  scope: BasisScope,
  { first, after }: PageRequest,
): Promise<readonly BasisRow[]> {
  const rows = await sql.$queryRawUnsafe<{ content: Content }[]>(
    `SELECT content FROM liability_settled_row r
     WHERE region_id = $1 AND municipality_code = $2 AND month = $3 AND kind = 'EPISODE'
       AND ($4::text IS NULL OR place > (SELECT a.place FROM liability_settled_row a WHERE a.region_id = $1
         AND a.municipality_code = $2 AND a.of_month = $3 AND a.subject_id = $4 AND a.kind <> 'CORRECTION'))
     ORDER BY place LIMIT $5`,
    ...keyOf(scope),
    after,
    first + 1,
  );
  return rows.flatMap(({ content: { row } }) => (row ? revived(row) : []));
}

/** The first that a settled month corrects, in order. */
export async function settledCorrections(
  sql: Sql,
  scope: BasisScope,
  first: number,
): Promise<readonly BasisCorrection[]> {
  const rows = await sql.$queryRawUnsafe<({ ofMonth: string; subjectId: string; content: Content } & Sum)[]>(
    `SELECT of_month AS "ofMonth", subject_id AS "subjectId", care_day_count AS "careDayCount",
       total_sek::float8 AS "totalSek", content
     FROM liability_settled_row
     WHERE region_id = $1 AND municipality_code = $2 AND month = $3 AND kind = 'CORRECTION' ORDER BY place LIMIT $4`,
    ...keyOf(scope),
    first,
  );
  return rows.map(({ careDayCount, totalSek, content: { row, isOfAverage }, ...of }) => ({
    ...of,
    isOfAverage,
    difference: { careDayCount, totalSek },
    row: row && revived(row),
  }));
}

/** The columns of a row but its key. */
export function toSettledRow({ kind, ofMonth, subjectId, sum, row, isOfAverage, line }: SettledRow) {
  const content = { row: row && { ...row, judgement: null }, isOfAverage } satisfies Content;
  return {
    ...{ kind, of_month: ofMonth, subject_id: subjectId, content, line },
    ...{ care_day_count: sum.careDayCount, total_sek: sum.totalSek },
  };
}

/** The column holds only what our own rules wrote; instants come back as text. */
interface Content {
  readonly row: BasisRow | null;
  readonly isOfAverage: boolean;
}

function revived(row: BasisRow): BasisRow {
  return {
    ...row,
    noticeAt: row.noticeAt && new Date(row.noticeAt),
    conditions: row.conditions.map((condition) => ({
      ...condition,
      evidence: condition.evidence.map((evidence) => ({ ...evidence, at: new Date(evidence.at) })),
    })),
  };
}

function keyOf({ regionId, municipalityCode, month }: BasisScope): readonly string[] {
  return [regionId, municipalityCode, month];
}
