import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@samplan/identity/generated/prisma/client';
import { prismaSessions } from '@samplan/identity/session/store.prisma';
import { TokenRefused } from '@samplan/kit/auth/jwt';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import type { Json } from '@samplan/testing/ask';
import { type AccountAssignment, type TestRegion, testRegion } from '@samplan/testing/region';
import { type Account, bearer, chooseAssignment, refreshSession, signOut, startWork } from '@samplan/testing/sessions';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const WARD: AccountAssignment = { unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' };
const REFUSED = { __typename: 'RefreshRefused', code: 'REFRESH_REFUSED' };

let region: TestRegion;
let account: Account;
let tokens: Json;

beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());
beforeEach(async () => {
  account = await region.account([WARD]);
  tokens = await startWork(region.running.url, account);
});

const refresh = async (refreshToken: string): Promise<Json> =>
  await refreshSession(bearer(region.running.url), { refreshToken });

const sessionId = (): unknown => decodeJwt(tokens.accessToken)['sid'];

async function session(): Promise<Json> {
  const [row] = await region.databases.identity.query('SELECT * FROM session WHERE id = $1', [sessionId()]);
  return row;
}

async function endEvents(): Promise<readonly Json[]> {
  return await region.databases.identity.query('SELECT type, data FROM kit.outbox WHERE aggregate_id = $1', [
    sessionId(),
  ]);
}

async function unusedTokens(): Promise<number> {
  const rows = await region.databases.identity.query(
    'SELECT FROM refresh_token WHERE session_id = $1 AND used_at IS NULL',
    [sessionId()],
  );
  return rows.length;
}

/** The doors that a token opens, of the gateway and every subgraph. */
async function openDoors(accessToken: string): Promise<readonly string[]> {
  const open: string[] = [];
  const { data } = await bearer(region.running.url, accessToken).ask('{ principals { id } }');
  if (data?.principals) open.push('gateway');
  for (const name of SUBGRAPHS) {
    const subgraph = region.running.subgraphs.get(name);
    try {
      await subgraph?.execute(
        { query: '{ __typename }' },
        { authorization: `Bearer ${accessToken}`, requestId: 'refresh-test' },
      );
      open.push(name);
    } catch (error) {
      expect(error).toBeInstanceOf(TokenRefused);
    }
  }
  return open;
}

describe('a refresh token', () => {
  test('when it is traded, then the session goes on in the same assignment and lives longer, but never past its end', async () => {
    const before = await session();
    region.clock.move({ minutes: 30 });
    const refreshed = await refresh(tokens.refreshToken);
    expect(refreshed.__typename).toBe('RefreshSessionOk');
    const { sid, asg, cap, sub } = decodeJwt(tokens.accessToken);
    expect(decodeJwt(refreshed.tokens.accessToken)).toMatchObject({ sid, asg, cap, sub });
    const after = await session();
    expect(after.ends_at).toEqual(before.ends_at);
    expect(after.idle_ends_at.getTime() - before.idle_ends_at.getTime()).toBeGreaterThanOrEqual(30 * 60_000);
    expect(await openDoors(refreshed.tokens.accessToken)).toEqual(['gateway', ...SUBGRAPHS]);
  });

  test('when only its hash is stored, then the database gives nobody a token that works', async () => {
    const rows = await region.databases.identity.query<{ row: string }>(
      'SELECT to_jsonb(t)::text AS row FROM refresh_token t WHERE session_id = $1',
      [sessionId()],
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(tokens.refreshToken);
  });

  test.each([
    ['empty', ''],
    ['nothing of ours', 'x'],
    ['10 000 signs long', 'a'.repeat(10_000)],
    ['an attempt at SQL', "' OR 1=1 --"],
  ])('when it is %s, then it is refused', async (_, refreshToken) => {
    expect(await refresh(refreshToken)).toMatchObject(REFUSED);
  });

  test('when an access token is given in its place, then it is refused', async () => {
    expect(await refresh(tokens.accessToken)).toMatchObject(REFUSED);
  });
});

describe('a refresh token that comes twice', () => {
  test('when it was traded before, then the session ends everywhere: its chain, its access tokens, at the next call', async () => {
    const { tokens: next } = await refresh(tokens.refreshToken);
    expect(await refresh(tokens.refreshToken)).toMatchObject(REFUSED);
    expect(await openDoors(tokens.accessToken)).toEqual([]);
    expect(await openDoors(next.accessToken)).toEqual([]);
    expect(await refresh(next.refreshToken)).toMatchObject(REFUSED);
    expect((await session()).ended_at).not.toBeNull();
  });

  test('when the session ends by it, then the others are told once and the log says why', async () => {
    await refresh(tokens.refreshToken);
    await refresh(tokens.refreshToken);
    await refresh(tokens.refreshToken);
    expect(await endEvents()).toEqual([
      { type: 'SessionEnded', data: { sessionId: sessionId(), endedAt: (await session()).ended_at.toISOString() } },
    ]);
    const log = await region.databases.identity.query(
      `SELECT kind, action, reason, user_id FROM kit.access_log
       WHERE subject_id = $1 AND action IN ('session.end', 'session.refresh') ORDER BY entry`,
      [sessionId()],
    );
    const tried = { kind: 'DENIED', action: 'session.refresh', reason: 'TOKEN_USED_BEFORE', user_id: null };
    expect(log).toEqual([{ kind: 'WRITE', action: 'session.end', reason: null, user_id: null }, tried, tried]);
  });

  test('when the user has another session, then that one goes on', async () => {
    const other = await startWork(region.running.url, account);
    await refresh(tokens.refreshToken);
    await refresh(tokens.refreshToken);
    expect(await openDoors(other.accessToken)).toEqual(['gateway', ...SUBGRAPHS]);
    expect((await refresh(other.refreshToken)).__typename).toBe('RefreshSessionOk');
  });

  test('when it comes many times at once, then at most one trade succeeds and no second chain lives', async () => {
    for (let round = 0; round < 5; round += 1) {
      tokens = await startWork(region.running.url, account);
      const outcomes = await Promise.all(Array.from({ length: 4 }, () => refresh(tokens.refreshToken)));
      const traded = outcomes.filter((outcome) => outcome.__typename === 'RefreshSessionOk');
      expect(traded.length).toBeLessThanOrEqual(1);
      expect((await session()).ended_at).not.toBeNull();
      for (const { tokens: next } of traded) {
        expect(await refresh(next.refreshToken)).toMatchObject(REFUSED);
        expect(await openDoors(next.accessToken)).toEqual([]);
      }
    }
  });

  test('when it is traded while an assignment is chosen, then the session goes on with one refresh token', async () => {
    for (let round = 0; round < 10; round += 1) {
      tokens = await startWork(region.running.url, account);
      const [, chosen] = await Promise.all([
        refresh(tokens.refreshToken),
        chooseAssignment(bearer(region.running.url, tokens.accessToken), { assignmentId: account.assignmentIds[0] }),
      ]);
      expect(chosen.__typename).toBe('ChooseAssignmentOk');
      expect((await session()).ended_at).toBeNull();
      expect(await unusedTokens()).toBe(1);
    }
  });
});

describe('the refresh tokens of a session', () => {
  const tokenCount = async (): Promise<number> =>
    (await region.databases.identity.query('SELECT FROM refresh_token WHERE session_id = $1', [sessionId()])).length;

  async function tidy(): Promise<void> {
    const db = new PrismaClient({ adapter: new PrismaPg(region.databases.identity.url) });
    await prismaSessions(db, () => {}).tidy(region.clock.now());
    await db.$disconnect();
  }

  test('when it has been over for a day, then they are forgotten and refused as before; used ones of others stay', async () => {
    const { tokens: next } = await refresh(tokens.refreshToken);
    region.clock.move({ hours: 12 + 23 });
    await tidy();
    expect(await tokenCount()).toBe(2);
    const living = await startWork(region.running.url, account);
    const { tokens: traded } = await refresh(living.refreshToken);
    region.clock.move({ hours: 2 });
    await tidy();
    expect(await tokenCount()).toBe(0);
    for (const { refreshToken } of [tokens, next]) expect(await refresh(refreshToken)).toMatchObject(REFUSED);
    expect((await session()).ended_at).toBeNull();
    tokens = living;
    expect(await tokenCount()).toBe(2);
    expect(await refresh(living.refreshToken)).toMatchObject(REFUSED); // it came twice, which is known
    expect((await session()).ended_at).not.toBeNull();
    expect(await refresh(traded.refreshToken)).toMatchObject(REFUSED);
  });
});

describe('a session that has ended', () => {
  test('when it was signed out, then its refresh token is refused', async () => {
    await signOut(bearer(region.running.url, tokens.accessToken));
    expect(await refresh(tokens.refreshToken)).toMatchObject(REFUSED);
  });

  test('when it was idle too long, then it is refused, and stays refused', async () => {
    region.clock.move({ minutes: 61 });
    expect(await refresh(tokens.refreshToken)).toMatchObject(REFUSED);
    region.clock.move({ minutes: -61 });
    expect(await refresh(tokens.refreshToken)).toMatchObject(REFUSED);
  });

  test('when it has lived twelve hours, then it ends however often it was refreshed', async () => {
    let { refreshToken } = tokens;
    for (let minutes = 50; minutes < 720; minutes += 50) {
      region.clock.move({ minutes: 50 });
      const { tokens: next } = await refresh(refreshToken);
      const { exp } = decodeJwt(next.accessToken);
      expect((exp ?? 0) * 1000).toBeLessThanOrEqual((await session()).ends_at.getTime());
      refreshToken = next.refreshToken;
    }
    region.clock.move({ minutes: 20 });
    expect(await refresh(refreshToken)).toMatchObject(REFUSED);
  });

  test('when the account is closed, then the session cannot be refreshed', async () => {
    await region.databases.identity.query('UPDATE "user" SET is_active = false WHERE id = $1', [account.userId]);
    expect(await refresh(tokens.refreshToken)).toMatchObject(REFUSED);
  });
});

test('when the assignment’s last day passes, then the next tokens have no rights, and the last ones ended at midnight (B-14)', async () => {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(region.clock.now());
  const temporary = await region.account([{ ...WARD, validTo: today }]);
  const midnight = new Date(`${today}T23:00:00Z`); // winter time
  region.clock.move({ minutes: (midnight.getTime() - region.clock.now().getTime()) / 60_000 - 2 });
  const last = await startWork(region.running.url, temporary);
  expect(decodeJwt(last.accessToken).exp).toBe(midnight.getTime() / 1000);
  region.clock.move({ minutes: 3 });
  expect(await openDoors(last.accessToken)).toEqual([]);
  const { tokens: next } = await refresh(last.refreshToken);
  expect(decodeJwt(next.accessToken)).toMatchObject({ asg: null, cap: [] });
});
