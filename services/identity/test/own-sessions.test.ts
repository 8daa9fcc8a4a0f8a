import type { Json } from '@samplan/testing/ask';
import { mutation, payload } from '@samplan/testing/operations';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { type Account, bearer, refreshSession, startWork, tokensOf } from '@samplan/testing/sessions';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

let region: TestRegion;
let account: Account;
let here: Json;
let there: Json;

beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());
beforeEach(async () => {
  account = await region.account([{ unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' }]);
  there = await tokensOf(region.running.url, account);
  here = await startWork(region.running.url, account);
});

const by = (token: string = here.accessToken) => bearer(region.running.url, token);
const endSession = mutation('endSession', 'endedAt');
const own = async (token?: string): Promise<readonly Json[]> =>
  (await by(token).ask('{ mySessions { id isThis startedAt idleEndsAt assurance entry unit { name } } }')).at(
    'mySessions',
  );
const isAlive = async (token: string): Promise<boolean> => (await by(token).ask('{ me { id } }')).data?.me != null;

test("when a user looks, then the own sessions are there with when, how and where, and nobody else's", async () => {
  await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  const sessions = await own();
  expect(sessions).toMatchObject([
    { isThis: true, assurance: 'LOA1', entry: 'STAFF', unit: { name: 'Avd 11 Medicin, Sundsvall' } },
    { isThis: false, assurance: 'LOA1', entry: 'STAFF', unit: null },
  ]);
});

test('when one is ended, then its tokens stop working at once everywhere and the other session goes on', async () => {
  const other = (await own()).find(({ isThis }) => !isThis);
  expect((await endSession(by(), { sessionId: other.id })).__typename).toBe('EndSessionOk');
  expect([await isAlive(there.accessToken), await isAlive(here.accessToken)]).toEqual([false, true]);
  expect((await refreshSession(by(), { refreshToken: there.refreshToken })).code).toBe('REFRESH_REFUSED');
  expect(await own()).toHaveLength(1);
  expect((await endSession(by(), { sessionId: other.id })).code).toBe('NOT_PERMITTED');
});

test('when all others are ended, then this one goes on and the log has each', async () => {
  await tokensOf(region.running.url, account);
  const document = 'mutation { endOtherSessions { __typename ... on EndOtherSessionsOk { endedSessions } } }';
  expect(payload(await by().ask(document), 'endOtherSessions')).toMatchObject({ endedSessions: 2 });
  expect([await isAlive(there.accessToken), await isAlive(here.accessToken)]).toEqual([false, true]);
  expect(payload(await by().ask(document), 'endOtherSessions')).toMatchObject({ endedSessions: 0 });
  const logged = await region.databases.identity.query(
    `SELECT kind FROM kit.access_log WHERE user_id = $1 AND action = 'session.end'`,
    [account.userId],
  );
  expect(logged).toEqual([{ kind: 'WRITE' }, { kind: 'WRITE' }]);
});

test("when a user ends somebody else's session, then it is refused and goes on", async () => {
  const colleague = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
  const [mine] = await own();
  expect((await endSession(colleague, { sessionId: mine.id })).code).toBe('NOT_PERMITTED');
  expect(await isAlive(here.accessToken)).toBe(true);
});
