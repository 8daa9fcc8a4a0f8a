import type { Sql } from './sql.ts';

/** Rows that one statement deletes: what is locked is locked for moments. */
const BATCH = 1000;

/** Rows of the running service's own that nothing asks for any more. All of it is constants of ours. */
export interface Forgettable {
  readonly table: string;
  /** Which rows; `$1` stands for the limit that is given. A row that is among them once is among them for good. */
  readonly where: string;
  /** The column in whose order they go, which has an index. */
  readonly inOrderOf: string;
}

/**
 * Deletes rows in small batches, each a transaction of its own, while others read the table and add to it. Several processes may do
 * it: one at a time deletes, and whoever comes meanwhile leaves it to that one.
 * @param signal - ends it after the batch under way.
 * @returns how many rows were deleted.
 */
export async function forgetRows(
  sql: Sql,
  { table, where, inOrderOf }: Forgettable,
  limit: number | Date,
  signal?: AbortSignal,
): Promise<number> {
  // By their places, so that each batch costs what it deletes however large the table is.
  const statement = `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM ${table}
    WHERE ${where} AND (SELECT pg_try_advisory_xact_lock(hashtextextended('forget ${table}', 0)))
    ORDER BY ${inOrderOf} LIMIT ${BATCH}))`;
  for (let forgotten = 0; ; ) {
    const count = await sql.$executeRawUnsafe(statement, limit);
    forgotten += count;
    if (count < BATCH || signal?.aborted) return forgotten;
  }
}
