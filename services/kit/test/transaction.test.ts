import type { Database } from '@samplan/kit/db/database';
import type { Sql, TransactionalSql } from '@samplan/kit/db/sql';
import { isDuplicate, isNotText, isUnavailable, transact, Undone } from '@samplan/kit/db/transaction';
import { type OpenTestDatabase, openTestDatabase } from '@samplan/testing/open-database';
import { until } from '@samplan/testing/until';
import { layWire } from '@samplan/testing/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let db: OpenTestDatabase;
beforeAll(async () => {
  db = await openTestDatabase('sip');
  await db.query('CREATE TABLE account (name text PRIMARY KEY, amount int NOT NULL)');
  await db.query('GRANT ALL ON account TO samplan_application');
});
afterAll(() => db.drop());

async function add(sql: Sql, name: string, amount: number): Promise<void> {
  await sql.$executeRawUnsafe(
    'INSERT INTO account VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET amount = account.amount + $2',
    name,
    amount,
  );
}

async function amountOf(name: string): Promise<number | undefined> {
  const [row] = await db.query<{ amount: number }>('SELECT amount FROM account WHERE name = $1', [name]);
  return row?.amount;
}

async function failure(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error('must fail');
}

describe('a transaction', () => {
  test('happens whole, and gives what it returns', async () => {
    expect(
      await transact(db.sql, async (tx) => {
        await add(tx, 'whole', 1);
        await add(tx, 'whole', 1);
        return 'done';
      }),
    ).toBe('done');
    expect(await amountOf('whole')).toBe(2);
  });

  test('that throws leaves nothing behind', async () => {
    const thrown = new Error('no');
    const run = transact(db.sql, async (tx) => {
      await add(tx, 'nothing', 1);
      throw thrown;
    });
    await expect(run).rejects.toBe(thrown);
    expect(await amountOf('nothing')).toBeUndefined();
  });

  test('that is undone leaves nothing behind and gives its answer', async () => {
    const answer = await transact(db.sql, async (tx): Promise<string> => {
      await add(tx, 'undone', 1);
      throw new Undone('another was first');
    });
    expect(answer).toBe('another was first');
    expect(await amountOf('undone')).toBeUndefined();
  });

  test('that PostgreSQL ends for a deadlock is run again, so that both happen', async () => {
    await add(db.sql, 'left', 0);
    await add(db.sql, 'right', 0);
    let runs = 0;
    let met = 0;
    const both = (first: string, second: string): Promise<void> =>
      transact(db.sql, async (tx) => {
        runs += 1;
        await add(tx, first, 1);
        met += 1;
        await until('each holds its first', async () => met >= 2);
        await add(tx, second, 1);
      });
    await Promise.all([both('left', 'right'), both('right', 'left')]);
    expect([await amountOf('left'), await amountOf('right')]).toEqual([2, 2]);
    expect(runs).toBe(3);
  });

  test('that fails to serialise again and again is given up after five times', async () => {
    let runs = 0;
    const run = transact(db.sql, async (tx) => {
      runs += 1;
      await tx.$executeRawUnsafe(`DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'serialization_failure'; END $$`);
    });
    await expect(run).rejects.toThrow();
    expect(runs).toBe(5);
  });

  test('that fails for another reason is not run again', async () => {
    let runs = 0;
    const run = transact(db.sql, async (tx) => {
      runs += 1;
      await tx.$executeRawUnsafe(`INSERT INTO account VALUES ('null', NULL)`);
    });
    await expect(run).rejects.toThrow();
    expect(runs).toBe(1);
  });
});

describe('an error of the database', () => {
  test('is a duplicate when a unique constraint refuses a second row', async () => {
    const insert = (): Promise<number> => db.sql.$executeRawUnsafe(`INSERT INTO account VALUES ('twice', 1)`);
    await insert();
    const error = await failure(insert);
    expect([isDuplicate(error), isUnavailable(error), isNotText(error)]).toEqual([true, false, false]);
  });

  test('is about text when a value holds NUL', async () => {
    const error = await failure(() => db.sql.$queryRawUnsafe('SELECT $1::text', 'a\u0000b'));
    expect([isDuplicate(error), isUnavailable(error), isNotText(error)]).toEqual([false, false, true]);
    const json = await failure(() => db.sql.$queryRawUnsafe('SELECT $1::jsonb', '"\\u0000"'));
    expect(isNotText(json)).toBe(true);
  });

  test('is neither for a fault of ours', async () => {
    const error = await failure(() => db.sql.$queryRawUnsafe('SELECT nothing'));
    expect([isDuplicate(error), isUnavailable(error), isNotText(error)]).toEqual([false, false, false]);
    expect(isUnavailable(undefined)).toBe(false);
    expect(isUnavailable('ECONNREFUSED')).toBe(false);
  });
});

describe('the database is unavailable', () => {
  /** Runs on connections of its own by way of a wire. */
  async function overWire(
    run: (o: {
      wire: Awaited<ReturnType<typeof layWire>>;
      database: Database;
      sql: TransactionalSql<Sql>;
    }) => Promise<void>,
  ): Promise<void> {
    const wire = await layWire(db.url);
    const { database, sql } = db.openAgain({ url: wire.url, poolSize: 1 });
    await run({ wire, database, sql });
    await wire.close();
  }

  const asks: readonly [string, (sql: TransactionalSql<Sql>) => Promise<unknown>][] = [
    ['a statement', (sql) => sql.$queryRawUnsafe('SELECT 1')],
    ['a transaction', (sql) => transact(sql, (tx) => tx.$queryRawUnsafe('SELECT 1'))],
  ];

  test.each(asks)('when it refuses connections, to %s', async (_, ask) => {
    await overWire(async ({ wire, sql }) => {
      wire.cut();
      expect(isUnavailable(await failure(() => ask(sql)))).toBe(true);
      wire.mend();
      await ask(sql);
    });
  });

  test.each(asks)('when nobody is there, to %s', async (_, ask) => {
    const wire = await layWire(db.url);
    await wire.close();
    const { sql } = db.openAgain({ url: wire.url });
    expect(isUnavailable(await failure(() => ask(sql)))).toBe(true);
  });

  test.each(asks)('when every connection is taken, to %s', async (_, ask) => {
    await overWire(async ({ database, sql }) => {
      const held = await database.pool.connect();
      expect(isUnavailable(await failure(() => ask(sql)))).toBe(true);
      held.release();
      await ask(sql);
    });
  });

  test('when the connection is lost during a statement', async () => {
    await overWire(async ({ wire, sql }) => {
      const asked = failure(() => sql.$queryRawUnsafe('SELECT 1::text FROM pg_sleep(30)'));
      await until(
        'the statement runs',
        async () =>
          (
            await db.query(
              `SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)' AND state = 'active' AND pid <> pg_backend_pid()`,
            )
          ).length > 0,
      );
      wire.cut();
      expect(isUnavailable(await asked)).toBe(true);
    });
  });

  test('when the server ends the connection between two statements of a transaction', async () => {
    await overWire(async ({ sql }) => {
      const error = await failure(() =>
        transact(sql, async (tx) => {
          const [own] = await tx.$queryRawUnsafe<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
          await add(tx, 'lost', 1);
          await db.query('SELECT pg_terminate_backend($1, 5000)', [own?.pid]);
          await add(tx, 'lost', 1);
        }),
      );
      expect(isUnavailable(error)).toBe(true);
      expect(await amountOf('lost')).toBeUndefined();
    });
  });
});
