import type { Sql } from '@samplan/kit/db/sql';
import { found } from '@samplan/kit/found';
import type { BasisScope } from './basis-store.ts';
import type { SettledPart } from './settlement-store.ts';

/**
 * A part of the file of a settled month, and whom it is about. All parts one after the other are the file.
 * @param after - place of the row to go on after; null for the first part.
 */
export async function settledPart(
  sql: Sql,
  { regionId, municipalityCode, month }: BasisScope,
  after: number | null,
  most: number,
): Promise<SettledPart> {
  const key = [regionId, municipalityCode, month];
  const [heads, read] = await Promise.all([
    sql.$queryRawUnsafe<{ head: string; end: string }[]>(
      `SELECT file_head AS head, file_end AS "end" FROM liability_settlement
       WHERE region_id = $1 AND municipality_code = $2 AND month = $3`,
      ...key,
    ),
    sql.$queryRawUnsafe<{ place: number; line: string; episodeId: string | null; patientId: string | null }[]>(
      `SELECT place, line, content->'row'->>'episodeId' AS "episodeId", content->'row'->>'patientId' AS "patientId"
       FROM liability_settled_row WHERE region_id = $1 AND municipality_code = $2 AND month = $3 AND place > $4
       ORDER BY place LIMIT $5`,
      ...[...key, after ?? 0, most + 1],
    ),
  ]);
  const { head, end } = found(heads[0]);
  const rows = read.slice(0, most);
  const isLast = read.length <= most;
  return {
    content: [after === null ? head : '', ...rows.map(({ line }) => line), isLast ? end : ''].join(''),
    episodes: rows.flatMap(({ episodeId, patientId }) => (episodeId && patientId ? [{ episodeId, patientId }] : [])),
    next: isLast ? null : (rows.at(-1)?.place ?? null),
  };
}
