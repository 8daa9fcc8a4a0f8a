import type { Sql } from '@samplan/kit/db/sql';
import { found } from '@samplan/kit/found';
import type { PageRequest } from '@samplan/kit/page';
import type { BasisRow } from './basis.ts';
import type { BasisScope } from './basis-store.ts';
import type { SettledRow } from './settled-rows.ts';
import type { Settlement, Sum } from './settlement.ts';
import type { SettledFile } from './settlement-store.ts';

type Settled = Pick<BasisScope, 'regionId' | 'municipalityCode'>;

/** Every settled month of a municipality, the earliest first. */
export async function settlementsOf(sql: Sql, { regionId, municipalityCode }: Settled): Promise<readonly Settlement[]> {
  const rows = await sql.$queryRawUnsafe<(Omit<Settlement, 'sum'> & Sum)[]>(
    `SELECT s.month, s.settled_at AS "settledAt", s.settled_by_user_id AS "settledByUserId", s.summaries,
       s.invoiced_in_source_count AS "invoicedInSourceCount", r."careDayCount", r."totalSek"
     FROM liability_settlement s CROSS JOIN LATERAL (
       SELECT coalesce(sum(care_day_count), 0)::int AS "careDayCount", coalesce(sum(total_sek), 0)::int AS "totalSek"
       FROM liability_settled_row r
       WHERE r.region_id = s.region_id AND r.municipality_code = s.municipality_code AND r.month = s.month) r
     WHERE s.region_id = $1 AND s.municipality_code = $2 ORDER BY s.month`,
    regionId,
    municipalityCode,
  );
  return rows.map(({ careDayCount, totalSek, ...settlement }) => ({ ...settlement, sum: { careDayCount, totalSek } }));
}

/** What was settled for a month with every correction since, by episode and agreement. */
export async function settledSums(sql: Sql, scope: BasisScope): Promise<ReadonlyMap<string, Sum>> {
  const rows = await sql.$queryRawUnsafe<({ subjectId: string } & Sum)[]>(
    `SELECT subject_id AS "subjectId", sum(care_day_count)::int AS "careDayCount", sum(total_sek)::int AS "totalSek"
     FROM liability_settled_row WHERE region_id = $1 AND municipality_code = $2 AND of_month = $3 GROUP BY subject_id`,
    ...keyOf(scope),
  );
  return new Map(rows.map(({ subjectId, ...sum }) => [subjectId, sum]));
}

/** The rows of a settled month of a kind, in order; a page has one more than was asked for. */
export async function settledRows(
  sql: Sql,
  scope: BasisScope,
  kind: SettledRow['kind'],
  page: PageRequest | null = null,
): Promise<readonly Omit<SettledRow, 'kind' | 'line'>[]> {
  const rows = await sql.$queryRawUnsafe<({ ofMonth: string; subjectId: string; content: Content } & Sum)[]>(
    `SELECT of_month AS "ofMonth", subject_id AS "subjectId", care_day_count AS "careDayCount", total_sek AS "totalSek", content
     FROM liability_settled_row r WHERE region_id = $1 AND municipality_code = $2 AND month = $3 AND kind = $4
       AND ($5::text IS NULL OR place > (SELECT a.place FROM liability_settled_row a WHERE a.region_id = $1
         AND a.municipality_code = $2 AND a.month = $3 AND a.kind = $4 AND a.subject_id = $5))
     ORDER BY place LIMIT $6`,
    ...keyOf(scope),
    kind,
    page?.after ?? null,
    page ? page.first + 1 : null,
  );
  return rows.map(({ careDayCount, totalSek, content: { row, isOfAverage }, ...of }) => ({
    ...of,
    isOfAverage,
    sum: { careDayCount, totalSek },
    row: row && revived(row),
  }));
}

/** The file of a settled month, and whom it is about. */
export async function settledLines(sql: Sql, scope: BasisScope): Promise<SettledFile> {
  const [heads, rows] = await Promise.all([
    sql.$queryRawUnsafe<{ head: string; end: string }[]>(
      `SELECT file_head AS head, file_end AS "end" FROM liability_settlement
       WHERE region_id = $1 AND municipality_code = $2 AND month = $3`,
      ...keyOf(scope),
    ),
    sql.$queryRawUnsafe<{ line: string; episodeId: string | null; patientId: string | null }[]>(
      `SELECT line, content->'row'->>'episodeId' AS "episodeId", content->'row'->>'patientId' AS "patientId"
       FROM liability_settled_row WHERE region_id = $1 AND municipality_code = $2 AND month = $3 ORDER BY place`,
      ...keyOf(scope),
    ),
  ]);
  const { head, end } = found(heads[0]);
  return {
    content: [head, ...rows.map(({ line }) => line), end].join(''),
    episodes: rows.flatMap(({ episodeId, patientId }) => (episodeId && patientId ? [{ episodeId, patientId }] : [])),
  };
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
