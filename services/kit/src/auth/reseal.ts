import type pg from 'pg';
import { createSecrets, type Secrets, WrongKeySecret } from './secrets.ts';

/** A column of texts that `seal` made. */
export interface SealedColumn {
  /** With its schema. */
  readonly table: string;
  readonly column: string;
}

/** What kit seals in the database of every subgraph. */
export const SEALED_BY_KIT: readonly SealedColumn[] = [{ table: 'kit.signing_key', column: 'private_sealed' }];

/**
 * Seals what lies in the columns with another key, within a transaction of the caller's; the tables are closed to writers until
 * its end. What the new key opens already is left as it is, so that it can be done again.
 * @param client - within a transaction.
 * @returns how many texts were sealed anew.
 * @throws WrongKeySecret when neither key opens one of them.
 */
export async function resealWithin(
  client: Pick<pg.ClientBase, 'query'>,
  columns: readonly SealedColumn[],
  { from, to }: { readonly from: Buffer; readonly to: Buffer },
): Promise<number> {
  const [old, next] = [createSecrets(from), createSecrets(to)];
  let count = 0;
  for (const { table, column } of columns) {
    await client.query(`LOCK TABLE ${table} IN EXCLUSIVE MODE`);
    const { rows } = await client.query<{ row: string; sealed: string }>(
      `SELECT ctid::text AS row, ${column} AS sealed FROM ${table} WHERE ${column} IS NOT NULL`,
    );
    const changed = rows.flatMap(({ row, sealed }) => {
      const plain = openOrNull(old, sealed);
      if (plain !== null) return [{ row, sealed: next.seal(plain) }];
      next.open(sealed);
      return [];
    });
    // The table is closed, so that a row is still where it was read.
    const { rowCount } = await client.query(
      `UPDATE ${table} t SET ${column} = n.sealed FROM unnest($1::tid[], $2::text[]) AS n(at, sealed) WHERE t.ctid = n.at`,
      [changed.map(({ row }) => row), changed.map(({ sealed }) => sealed)],
    );
    if (rowCount !== changed.length) throw new Error(`${table} changed while it was closed`);
    count += changed.length;
  }
  return count;
}

function openOrNull(secrets: Secrets, sealed: string): string | null {
  try {
    return secrets.open(sealed);
  } catch (error) {
    if (error instanceof WrongKeySecret) return null;
    throw error;
  }
}
