import { firstOrRepeated, type Repeatable } from '@samplan/kit/db/idempotency';
import { transact } from '@samplan/kit/db/transaction';
import { type OpenTestDatabase, openTestDatabase } from '@samplan/testing/open-database';
import { until } from '@samplan/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let db: OpenTestDatabase;
beforeAll(async () => {
  db = await openTestDatabase('care');
});
afterAll(() => db.drop());

let made = 0;

/** A request with a key that no other has. */
function request(): Repeatable {
  made += 1;
  return {
    userId: 'usr_1',
    unitId: 'unt_1',
    key: `key-${made}`,
    action: 'message.send',
    input: { text: 'a', to: [1, 2] },
  };
}

/** Makes the request in a transaction of its own. */
const make = (given: Repeatable, resultId: string) => transact(db.sql, (tx) => firstOrRepeated(tx, given, resultId));

const FIRST = { kind: 'FIRST' };
const REUSED = { kind: 'REUSED' };

describe('a request', () => {
  test('that comes again has the first result', async () => {
    const given = request();
    expect(await make(given, 'msg_1')).toEqual(FIRST);
    expect(await make(given, 'msg_2')).toEqual({ kind: 'REPEATED', resultId: 'msg_1' });
    expect(await make(given, 'msg_3')).toEqual({ kind: 'REPEATED', resultId: 'msg_1' });
  });

  test('that comes many times at once is first once, and the others have its result', async () => {
    const given = request();
    const results = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => make(given, id)));
    expect(results.filter(({ kind }) => kind === 'FIRST')).toHaveLength(1);
    const first = ['a', 'b', 'c', 'd', 'e', 'f'][results.findIndex(({ kind }) => kind === 'FIRST')];
    const others = results.filter(({ kind }) => kind !== 'FIRST');
    expect(others).toEqual(others.map(() => ({ kind: 'REPEATED', resultId: first })));
  });

  test('waits for the same that is under way, and is first when that one is undone', async () => {
    const given = request();
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    let second: ReturnType<typeof make> | undefined;
    const undone = transact(db.sql, async (tx) => {
      expect(await firstOrRepeated(tx, given, 'msg_1')).toEqual(FIRST);
      second = make(given, 'msg_2');
      await until('the second waits', async () => (await db.query(waiting)).length > 0);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await second).toEqual(FIRST);
    expect(await make(given, 'msg_3')).toEqual({ kind: 'REPEATED', resultId: 'msg_2' });
  });

  test('is the same however the names of its input are ordered, and not the same however its lists are', async () => {
    const given = { ...request(), input: { a: 1, b: { c: [1, 2], d: null } } };
    await make(given, 'msg_1');
    const turned = { ...given, input: { b: { d: null, c: [1, 2] }, a: 1 } };
    expect(await make(turned, 'msg_2')).toEqual({ kind: 'REPEATED', resultId: 'msg_1' });
    expect(await make({ ...given, input: { a: 1, b: { c: [2, 1], d: null } } }, 'msg_2')).toEqual(REUSED);
  });
});

describe('a key', () => {
  test.each<[string, Partial<Repeatable>]>([
    ['other content', { input: { text: 'b', to: [1, 2] } }],
    ['more content', { input: { text: 'a', to: [1, 2], urgent: true } }],
    ['another action', { action: 'message.forward' }],
    ['another unit', { unitId: 'unt_2' }],
  ])('that comes again with %s is reused, whatever came in between, and tells no result', async (_, change) => {
    const given = request();
    await make(given, 'msg_1');
    expect(await make({ ...given, ...change }, 'msg_2')).toEqual(REUSED);
    expect(await make(given, 'msg_3')).toEqual({ kind: 'REPEATED', resultId: 'msg_1' });
    expect(await make({ ...given, ...change }, 'msg_4')).toEqual(REUSED);
  });

  test('that comes twice at once with different content belongs to one, and is reused for the other', async () => {
    const given = request();
    const kinds = (await Promise.all([make(given, 'a'), make({ ...given, input: 'b' }, 'b')])).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['FIRST', 'REUSED']);
  });

  test('of one user is no key of another', async () => {
    const given = request();
    await make(given, 'msg_1');
    expect(await make({ ...given, userId: 'usr_2' }, 'msg_2')).toEqual(FIRST);
    expect(await make({ ...given, userId: 'usr_2' }, 'msg_3')).toEqual({ kind: 'REPEATED', resultId: 'msg_2' });
  });

  test('keeps a fingerprint of the content, and not the content', async () => {
    const given = { ...request(), input: { text: 'Test Testsson 191010239810' } };
    await make(given, 'msg_1');
    const rows = await db.query('SELECT row_to_json(i)::text AS text FROM kit.idempotency i WHERE key = $1', [
      given.key,
    ]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/Testsson|1910/);
  });
});
