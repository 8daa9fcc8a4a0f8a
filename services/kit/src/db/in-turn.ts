import type { Sql } from './sql.ts';

/**
 * A transaction that many ask at once: it has one connection, so that each statement waits for the one before.
 * Reading code that asks side by side elsewhere can be used in it.
 */
export function inTurn(tx: Sql): Sql {
  let last: Promise<unknown> = Promise.resolve();
  function after<T>(run: () => Promise<T>): Promise<T> {
    const next = last.then(run, run);
    last = next.catch(() => {});
    return next;
  }
  return {
    $queryRawUnsafe: <T>(statement: string, ...values: unknown[]) =>
      after(async () => await tx.$queryRawUnsafe<T>(statement, ...values)),
    $executeRawUnsafe: (statement, ...values) => after(async () => await tx.$executeRawUnsafe(statement, ...values)),
  };
}
