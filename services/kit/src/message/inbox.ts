import type { Sql } from '../db/sql.ts';
import { MAX_TOTAL, type PageRequest } from '../page.ts';

/** Which messages `m` with their recipients `r` a page of an inbox is of. */
export interface InboxQuery {
  /** What stands after FROM, with the conditions. */
  readonly wanted: string;
  /** Values of the parameters from $1 to $5. */
  readonly given: readonly [unknown, unknown, unknown, unknown, unknown];
  /** Condition of what comes after the message with the id in $6. */
  readonly after: string;
  /** What stands after ORDER BY. */
  readonly order: string;
}

/** A page of an inbox. */
export interface InboxPage {
  /** One more than asked for, when there are more. */
  readonly ids: readonly string[];
  /** How many there are in all, counted to `MAX_TOTAL`. */
  readonly total: number;
}

/** Reads a page of an inbox and counts what the whole holds, side by side. */
export async function inboxPage(
  sql: Sql,
  { wanted, given, after: isAfter, order }: InboxQuery,
  { first, after }: PageRequest,
): Promise<InboxPage> {
  const [ids, [count]] = await Promise.all([
    sql.$queryRawUnsafe<{ id: string }[]>(
      `SELECT m.id FROM ${wanted} AND ($6::text IS NULL OR ${isAfter}) ORDER BY ${order} LIMIT $7`,
      ...given,
      after,
      first + 1,
    ),
    sql.$queryRawUnsafe<{ total: number }[]>(
      `SELECT count(*)::int AS total FROM (SELECT FROM ${wanted} LIMIT ${MAX_TOTAL}) AS counted`,
      ...given,
    ),
  ]);
  return { ids: ids.map(({ id }) => id), total: count?.total ?? 0 };
}
