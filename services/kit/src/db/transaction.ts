import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql, TransactionalSql } from './sql.ts';

const TRIES = 5;

/** Thrown within a transaction: everything in it is undone, and this is answered. */
export class Undone<T> extends Error {
  override readonly name = 'Undone';
  readonly answer: T;

  constructor(answer: T) {
    super('undone');
    this.answer = answer;
  }
}

/** How a transaction runs. */
export interface TransactionOptions {
  readonly timeoutMs?: number;
  /** Does everything in it see one instant? */
  readonly isSnapshot?: boolean;
}

/**
 * Runs a transaction; runs it again when PostgreSQL asked for that (deadlock, serialisation failure). Either everything in
 * it happens or nothing; see {@link Undone} for nothing with an answer.
 */
export async function transact<Tx extends Sql, T>(
  db: TransactionalSql<Tx>,
  run: (tx: Tx) => Promise<T>,
  { timeoutMs = 10_000, isSnapshot = false }: TransactionOptions = {},
): Promise<T> {
  const isolation = isSnapshot ? ({ isolationLevel: 'RepeatableRead' } as const) : {};
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.$transaction(run, { maxWait: 5000, timeout: timeoutMs, ...isolation });
    } catch (error) {
      // What a callback throws as answer is of the type that it returns.
      if (error instanceof Undone) return error.answer as T;
      if (attempt >= TRIES || !mayBeRepeated(error)) throw error;
      await sleep(2 ** attempt * 5);
    }
  }
}

/** Prisma's code for a write conflict or deadlock, and PostgreSQL's own beneath it. */
function mayBeRepeated(error: unknown): boolean {
  return codesOf(error).some((code) => code === 'P2034' || code === '40001' || code === '40P01');
}

/** Every `code` in an error and its causes, and the adapter's `kind`: Prisma wraps the driver's. */
export function codesOf(error: unknown, depth = 0): readonly string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const { code, originalCode, kind, cause, meta } = error as Record<string, unknown>;
  const own = [code, originalCode, kind].filter((value) => typeof value === 'string');
  const adapter =
    typeof meta === 'object' && meta !== null ? (meta as Record<string, unknown>)['driverAdapterError'] : undefined;
  return [...own, ...codesOf(cause, depth + 1), ...codesOf(adapter, depth + 1)];
}

/** Is the error a second row where a unique constraint allows one? */
export function isDuplicate(error: unknown): boolean {
  return codesOf(error).some((code) => code === 'P2002' || code === '23505');
}

const UNAVAILABLE_CODE = new RegExp(
  `^(${[
    'P1001|P1002|P1008|P1017|P2024|P2028|P2037', // Prisma: not reachable, closed, no connection or transaction in time
    'DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections', // its adapter
    'ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN', // the system
    '57P0\\w|53\\w{3}|08\\w{3}', // PostgreSQL: shutting down, out of connections, memory or disk, connection lost
  ].join('|')})$`,
);

/** What pg says without a code. */
const UNAVAILABLE_MESSAGE =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout)/;

/** Is the database out of reach or out of connections, rather than the request wrong? */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof Error && UNAVAILABLE_MESSAGE.test(error.message)) return true;
  return codesOf(error).some((code) => UNAVAILABLE_CODE.test(code));
}

/** Did PostgreSQL refuse a value because it holds signs that are no text, as NUL? */
export function isNotText(error: unknown): boolean {
  return codesOf(error).some((code) => code === '22021' || code === '22P05');
}
