import type { Sql } from '@samplan/kit/db/sql';

/** A client of Prisma's, as far as its transactions go. */
interface Transactional<Tx> {
  $transaction<T>(run: (tx: Tx) => Promise<T>, options?: { maxWait?: number; timeout?: number }): Promise<T>;
}

/**
 * Stores something whole or not at all, unless it is stored already. What the stores do in transactions of their own becomes part
 * of one. A start that was killed may live on in the database for a moment: the lock waits for what becomes of its last words.
 *
 * @param name - tells what from what else in the same database.
 * @param isThere - is it stored already?
 * @param store - throws when it is refused something, so that nothing is stored.
 */
export async function once<Tx extends Sql, Db extends Transactional<Tx>>(
  db: Db & Transactional<Tx>,
  name: string,
  isThere: (tx: Tx) => Promise<boolean>,
  store: (tx: Db) => Promise<unknown>,
): Promise<void> {
  await db.$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended('samplan.demo:' || $1, 0))`, name);
      if (!(await isThere(tx))) await store(within<Tx, Db>(tx));
    },
    { maxWait: 60_000, timeout: 60_000 },
  );
}

/** A client whose transactions are part of one that is open. Savepoints would do the same with half as many statements again. */
function within<Tx extends Sql, Db>(tx: Tx): Db {
  const client = new Proxy(tx, {
    get: (target, name) =>
      name === '$transaction' ? (run: (tx: Tx) => unknown) => run(tx) : Reflect.get(target, name),
  });
  return client as unknown as Db; // a transaction has what a client has but transactions, and those are given here
}
