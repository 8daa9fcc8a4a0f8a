import type pg from 'pg';

/** Rows that one statement deletes: what is locked is locked for moments. */
const BATCH = 1000;

/** Rows of the running service's own that nothing asks for any more. All three are constants of ours. */
export interface Forgettable {
  readonly table: string;
  /** The columns that name a row. */
  readonly key: readonly string[];
  /** Which rows; `$1` stands for the limit that is given. */
  readonly where: string;
  /** The column in whose order they go, which has an index. */
  readonly inOrderOf: string;
}

/**
 * Deletes rows in small batches, each a transaction of its own, while others read and write the table. Several processes may do it:
 * one at a time deletes, and whoever comes meanwhile leaves it to that one.
 * @param signal - ends it after the batch under way.
 * @returns how many rows were deleted.
 */
export async function forgetRows(
  pool: pg.Pool,
  { table, key, where, inOrderOf }: Forgettable,
  limit: unknown,
  signal?: AbortSignal,
): Promise<number> {
  const columns = key.join(', ');
  // Rows cannot be locked while they are chosen: that takes the right to change them, which nobody has.
  const statement = `DELETE FROM ${table} WHERE (${columns}) IN (
    SELECT ${columns} FROM ${table}
    WHERE ${where} AND (SELECT pg_try_advisory_xact_lock(hashtextextended('forget ${table}', 0)))
    ORDER BY ${inOrderOf} LIMIT ${BATCH})`;
  for (let forgotten = 0; ; ) {
    const { rowCount } = await pool.query(statement, [limit]);
    forgotten += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH || signal?.aborted) return forgotten;
  }
}
