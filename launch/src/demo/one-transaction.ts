/** A client of Prisma's, as far as its transactions go. */
interface Transactional<Tx extends object> {
  $transaction<T>(run: (tx: Tx) => Promise<T>, options?: { maxWait?: number; timeout?: number }): Promise<T>;
}

/**
 * Does with the stores what is to be stored whole or not at all: what they do in transactions of their own becomes part of one.
 * Whoever is refused must throw, so that nothing is stored.
 */
export async function inOneTransaction<Tx extends object, Db extends Transactional<Tx>>(
  db: Db,
  run: (db: Db) => Promise<void>,
): Promise<void> {
  await db.$transaction(
    async (tx) => {
      const within = new Proxy(tx, {
        get: (target, name) =>
          name === '$transaction' ? (inner: (tx: Tx) => unknown) => inner(tx) : Reflect.get(target, name),
      });
      await run(within as unknown as Db); // it has what a client has: the models, raw statements, and now transactions
    },
    { maxWait: 60_000, timeout: 60_000 },
  );
}
