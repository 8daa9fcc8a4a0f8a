import { ACCESS_TOKEN_TYPE, ALGORITHM, AUDIENCE, claimsOf, ISSUER } from '@samplan/kit/auth/claims';
import { TokenRefused } from '@samplan/kit/auth/jwt';
import { followRevocations } from '@samplan/kit/auth/revocations';
import { endSession, forgetEnded } from '@samplan/kit/auth/session-end';
import { nothingUntold } from '@samplan/kit/auth/untold';
import { createTokenVerifier } from '@samplan/kit/auth/verify';
import { firstOrRepeated, forgetKeys, KEY_KNOWN_DAYS, type Repeatable } from '@samplan/kit/db/idempotency';
import type { Sql } from '@samplan/kit/db/sql';
import { transact } from '@samplan/kit/db/transaction';
import { type Forgetting, startForgetting } from '@samplan/kit/server/forgetting';
import { createLog } from '@samplan/kit/server/log';
import { ENDED_MATTERS_MS } from '@samplan/kit/server/subgraph';
import { type TestClock, testClock } from '@samplan/testing/clock';
import { type OpenTestDatabase, openTestDatabase } from '@samplan/testing/open-database';
import { TEST_PROOF } from '@samplan/testing/proof';
import { until } from '@samplan/testing/until';
import { viewerAt } from '@samplan/testing/viewer';
import { type GenerateKeyPairResult, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';

let db: OpenTestDatabase;
let clock: TestClock;
let pair: GenerateKeyPairResult;
let logged: string[];
beforeAll(async () => {
  [db, pair] = await Promise.all([openTestDatabase('care'), generateKeyPair(ALGORITHM)]);
});
afterAll(() => db.drop());
beforeEach(async () => {
  clock = testClock();
  logged = [];
  await db.query('TRUNCATE kit.idempotency, kit.ended_session');
});

/** Forgets again and again, as a running subgraph does every hour, for as long as a test takes. */
function forgetting(): Forgetting {
  const log = createLog('care', 'info', (line) => logged.push(line));
  const { sql } = db.openAgain();
  const started = startForgetting({ sql, now: clock.now, log, endedMattersMs: ENDED_MATTERS_MS, everyMs: 5 });
  onTestFinished(() => started.stop());
  return started;
}

describe('the key of a request', () => {
  const request = (key: string, text = 'a'): Repeatable => ({
    userId: 'usr_1',
    unitId: 'unt_1',
    key,
    action: 'message.send',
    input: { text },
  });
  const make = (given: Repeatable, resultId: string) => transact(db.sql, (tx) => firstOrRepeated(tx, given, resultId));
  const FIRST = { kind: 'FIRST' };
  const repeated = (resultId: string) => ({ kind: 'REPEATED', resultId });

  async function age(key: string, interval: string): Promise<void> {
    await db.query('UPDATE kit.idempotency SET at = now() - $2::interval WHERE key = $1', [key, interval]);
  }

  /** Keys that have been used so many days ago. */
  async function used(count: number, days: number): Promise<void> {
    await db.query(
      `INSERT INTO kit.idempotency SELECT 'usr_2', 'key-' || $2::int || '-' || i, 'message.send', '\\x00', 'msg', now() - make_interval(days => $2::int)
       FROM generate_series(1, $1::int) AS i`,
      [count, days],
    );
  }

  async function known(): Promise<number> {
    return (await db.query('SELECT 1 FROM kit.idempotency')).length;
  }

  test('is known for 400 days, and a repeat on the last of them gets the first result', async () => {
    await make(request('key'), 'msg_1');
    await age('key', '399 days 23 hours 59 minutes');
    expect(await forgetKeys(db.sql)).toBe(0);
    expect(await make(request('key'), 'msg_2')).toEqual(repeated('msg_1'));
    expect(KEY_KNOWN_DAYS).toBe(400);
  });

  test('is as new after that, for the same as for something else, and known again from then on', async () => {
    for (const key of ['same', 'other', 'young']) await make(request(key), `msg_${key}`);
    for (const key of ['same', 'other']) await age(key, '400 days 1 minute');
    forgetting();
    await until('the old ones are forgotten', async () => (await known()) === 1);
    expect(await make(request('same'), 'msg_2')).toEqual(FIRST);
    expect(await make(request('same'), 'msg_3')).toEqual(repeated('msg_2'));
    expect(await make(request('other', 'b'), 'msg_4')).toEqual(FIRST);
    expect(await make(request('young'), 'msg_5')).toEqual(repeated('msg_young'));
    expect(logged).toEqual([]);
  });

  test('goes in batches, and when several processes forget at once, then each key is forgotten by one of them', async () => {
    await used(2500, 401);
    await used(20, 399);
    const others = [db.sql, db.openAgain().sql, db.openAgain().sql];
    let forgotten = 0;
    // Who comes while another one forgets leaves the rest to it.
    while ((await known()) > 20) {
      for (const count of await Promise.all(others.map((sql) => forgetKeys(sql)))) forgotten += count;
    }
    expect(forgotten).toBe(2500);
    expect(await known()).toBe(20);
  });

  test('that is told to stop, stops after the batch under way, and goes on the next time', async () => {
    await used(1500, 401);
    expect(await forgetKeys(db.sql, AbortSignal.abort())).toBe(1000);
    expect(await forgetKeys(db.sql)).toBe(500);
  });

  test('when it is forgotten just as the request comes again, then that is the first, and its result is kept', async () => {
    await make(request('key'), 'msg_1');
    await age('key', '401 days');
    let asked = 0;
    const second = await transact(db.sql, async (tx) => {
      const between: Sql = {
        $executeRawUnsafe: (statement, ...values) => tx.$executeRawUnsafe(statement, ...values),
        async $queryRawUnsafe<T>(statement: string, ...values: unknown[]) {
          asked += 1;
          expect(await forgetKeys(db.sql)).toBe(1);
          return await tx.$queryRawUnsafe<T>(statement, ...values);
        },
      };
      return await firstOrRepeated(between, request('key'), 'msg_2');
    });
    expect([second, asked]).toEqual([FIRST, 1]);
    expect(await make(request('key'), 'msg_3')).toEqual(repeated('msg_2'));
  });

  test('when many come again while keys are forgotten, then each makes at most one new result, which all later ones get', async () => {
    const keys = Array.from({ length: 30 }, (_, i) => `key-${i}`);
    for (const key of keys) await make(request(key), 'msg_old');
    await db.query(`UPDATE kit.idempotency SET at = now() - interval '401 days'`);
    forgetting();
    const rounds = ['msg_1', 'msg_2', 'msg_3', 'msg_4'];
    await Promise.all(
      keys.map(async (key) => {
        const results = await Promise.all(rounds.map((id) => make(request(key), id)));
        const firsts = rounds.filter((_, i) => results[i]?.kind === 'FIRST');
        expect(firsts.length).toBeLessThanOrEqual(1);
        const [first] = firsts;
        for (const result of results) {
          if (result.kind !== 'FIRST')
            expect(['msg_old', first]).toContain(result.kind === 'REPEATED' && result.resultId);
        }
        if (first) expect(await make(request(key), 'msg_5')).toEqual(repeated(first));
      }),
    );
  });
});

describe('a session that has ended', () => {
  const end = (sessionId: string) => transact(db.sql, (tx) => endSession(tx, sessionId, clock.now()));

  async function noted(): Promise<readonly string[]> {
    const rows = await db.query<{ id: string }>('SELECT session_id AS id FROM kit.ended_session ORDER BY 1');
    return rows.map(({ id }) => id);
  }

  /** A token of a session, issued now. */
  async function tokenOf(sessionId: string): Promise<string> {
    const seconds = Math.floor(clock.now().getTime() / 1000);
    const proof = { ...TEST_PROOF, signsUntil: clock.now() };
    const viewer = { ...viewerAt({ capabilities: ['patient.read'], proof }), sessionId };
    const claims = { ...claimsOf(viewer, 'TRAINING'), iss: ISSUER, aud: AUDIENCE, iat: seconds, exp: seconds + 300 };
    const header = { alg: ALGORITHM, typ: ACCESS_TOKEN_TYPE, kid: 'one' };
    return `Bearer ${await new SignJWT(claims).setProtectedHeader(header).sign(pair.privateKey)}`;
  }

  /** Tells in a process that starts now whether a session has ended, and takes tokens. */
  async function startProcess() {
    const log = createLog('care', 'silent');
    const { database } = db.openAgain();
    const { now } = clock;
    const revocations = await followRevocations({
      database,
      askUntold: nothingUntold,
      now,
      keepForMs: ENDED_MATTERS_MS,
      log,
    });
    onTestFinished(() => revocations.close());
    const verifier = createTokenVerifier({
      keys: async () => pair.publicKey,
      revocations,
      environment: 'TRAINING',
      now,
    });
    return {
      hasEnded: revocations.hasEndedSession,
      verify: async (token: string) => await verifier.verify(token, null),
    };
  }

  test('is forgotten when no token of it can live, and not before', async () => {
    await end('ses_old');
    clock.move({ minutes: 2 });
    await end('ses_young');
    clock.move({ minutes: 65 });
    const { stop } = forgetting();
    await until('the old one is forgotten', async () => !(await noted()).includes('ses_old'));
    await stop();
    expect(await noted()).toEqual(['ses_young']);
    expect(logged).toEqual([]);
  });

  test('and is forgotten, then its token is refused by a process that never knew of it: it has expired', async () => {
    const [token, other] = [await tokenOf('ses_1'), await tokenOf('ses_2')];
    await end('ses_1');
    forgetting();
    const early = await startProcess();
    expect(early.hasEnded('ses_1')).toBe(true);
    await expect(early.verify(token)).rejects.toThrow(TokenRefused);
    expect(await early.verify(other)).toMatchObject({ sessionId: 'ses_2' });
    clock.move({ minutes: 67 });
    await until('it is forgotten', async () => (await noted()).length === 0);
    const late = await startProcess();
    expect(late.hasEnded('ses_1')).toBe(false);
    await expect(late.verify(token)).rejects.toThrow(TokenRefused);
    await expect(early.verify(token)).rejects.toThrow(TokenRefused);
    expect(await late.verify(await tokenOf('ses_2'))).toMatchObject({ sessionId: 'ses_2' });
  });

  test('and is heard of again after it was forgotten, then it is noted, does no harm, and is forgotten again', async () => {
    const token = await tokenOf('ses_1');
    const endedAt = clock.now();
    clock.move({ minutes: 67 });
    await endSession(db.sql, 'ses_1', endedAt);
    const process = await startProcess();
    await endSession(db.sql, 'ses_1', endedAt);
    await expect(process.verify(token)).rejects.toThrow(TokenRefused);
    forgetting();
    await until('it is forgotten again', async () => (await noted()).length === 0);
    await expect(process.verify(token)).rejects.toThrow(TokenRefused);
  });

  test('and others end while it is forgotten, then none of those is lost', async () => {
    await db.query(
      `INSERT INTO kit.ended_session SELECT 'old_' || i, $1::timestamptz FROM generate_series(1, 2500) AS i`,
      [clock.now()],
    );
    clock.move({ minutes: 67 });
    const names = Array.from({ length: 40 }, (_, i) => `ses_${i + 10}`);
    const others = [db.sql, db.openAgain().sql];
    const before = new Date(clock.now().getTime() - 60_000);
    await Promise.all([...names.map(end), ...others.map((sql) => forgetEnded(sql, before))]);
    await forgetEnded(db.sql, before);
    expect(await noted()).toEqual(names);
  });
});

test('when one kind cannot be forgotten, then the other is, and the log says only what class of error it was', async () => {
  await db.query('REVOKE DELETE ON kit.ended_session FROM samplan_application');
  onTestFinished(async () => {
    await db.query('GRANT DELETE ON kit.ended_session TO samplan_application');
  });
  await endSession(db.sql, 'ses_1', clock.now());
  await db.query(
    `INSERT INTO kit.idempotency VALUES ('usr_1', '191010239810', 'message.send', '\\x00', 'msg', now() - interval '401 days')`,
  );
  clock.move({ hours: 3 });
  forgetting();
  await until('the key is forgotten', async () => (await db.query('SELECT 1 FROM kit.idempotency')).length === 0);
  await until('a line says so', async () => logged.length > 0);
  expect(logged[0]).toContain('"event":"forgetting.failed"');
  expect(logged.join()).not.toMatch(/ses_1|1910|ended_session|permission/);
  expect(await db.query('SELECT 1 FROM kit.ended_session')).toHaveLength(1);
});
