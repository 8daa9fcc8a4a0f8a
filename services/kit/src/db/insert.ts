import type { Sql } from './sql.ts';

/**
 * Inserts many rows in one statement, some ten times as fast as one value per parameter.
 *
 * @param table - a constant of ours, with its schema where that is not `public`.
 * @param rows - by column name, all with the same columns; a column that none has gets its default.
 */
export async function insertRows(
  sql: Sql,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first)
    .map((column) => `"${column}"`)
    .join(', ');
  await sql.$executeRawUnsafe(
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::json)`,
    JSON.stringify(rows),
  );
}
