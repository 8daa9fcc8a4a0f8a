import { TokenRefused } from '@samplan/kit/auth/jwt';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import type { Json } from '@samplan/testing/ask';
import { type AccountAssignment, type TestRegion, testRegion } from '@samplan/testing/region';
import { type Account, bearer, refreshSession, signOut, startWork, tokensOf } from '@samplan/testing/sessions';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const WARD: AccountAssignment = { unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' };

/** A field of each subgraph that every signed-in nurse gets at the gateway. */
const FIELDS = {
  identity: 'me { id }',
  organisation: 'principals { id }',
  care: 'overview { totalCount }',
  sip: 'sip(id: "sip_00000000000000000000000000") { id }',
};

describe.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])('signOut, %s', (_, shape) => {
  let region: TestRegion;
  let account: Account;
  let tokens: Json;

  beforeAll(async () => {
    region = await testRegion({ shape });
  });
  afterAll(() => region.close());
  beforeEach(async () => {
    account = await region.account([WARD]);
    tokens = await startWork(region.running.url, account);
  });

  const as = (accessToken: string) => bearer(region.running.url, accessToken);

  /** What the gateway says to the token for a field of each subgraph: null where it answers. */
  async function gatewayCodes(accessToken: string): Promise<readonly Json[]> {
    const answers = Object.values(FIELDS).map((field) => as(accessToken).ask(`{ ${field} }`));
    return (await Promise.all(answers)).map(({ errors }) => errors[0]?.extensions['code'] ?? null);
  }

  /** Which subgraphs the token opens when it is brought there directly. */
  async function openSubgraphs(accessToken: string): Promise<readonly string[]> {
    const open: string[] = [];
    for (const name of SUBGRAPHS) {
      const headers = { authorization: `Bearer ${accessToken}`, requestId: 'sign-out-test' };
      try {
        await region.running.subgraphs.get(name)?.execute({ query: '{ __typename }' }, headers);
        open.push(name);
      } catch (error) {
        expect(error).toBeInstanceOf(TokenRefused);
      }
    }
    return open;
  }

  test('when somebody signs out, then the next call is refused for every field and by every subgraph', async () => {
    expect(await gatewayCodes(tokens.accessToken)).toEqual([null, null, null, null]);
    expect(await openSubgraphs(tokens.accessToken)).toEqual(SUBGRAPHS);
    expect(await signOut(as(tokens.accessToken))).toMatchObject({ __typename: 'SignOutOk' });
    expect(await gatewayCodes(tokens.accessToken)).toEqual(Array(4).fill('UNAUTHENTICATED'));
    expect(await openSubgraphs(tokens.accessToken)).toEqual([]);
  });

  test('when the session has other access tokens, then they stop working as well', async () => {
    const { accessToken: unassigned } = await tokensOf(region.running.url, account);
    const { refreshToken } = tokens;
    const { tokens: refreshed } = await refreshSession(bearer(region.running.url), { refreshToken });
    expect(decodeJwt(refreshed.accessToken)['sid']).toBe(decodeJwt(tokens.accessToken)['sid']);
    await signOut(as(refreshed.accessToken));
    expect(await openSubgraphs(tokens.accessToken)).toEqual([]);
    expect(await openSubgraphs(refreshed.accessToken)).toEqual([]);
    expect(await openSubgraphs(unassigned)).toEqual(SUBGRAPHS); // of another session
  });

  test('when the same person is signed in elsewhere, then that session goes on', async () => {
    const other = await startWork(region.running.url, account);
    await signOut(as(tokens.accessToken));
    expect(await gatewayCodes(other.accessToken)).toEqual([null, null, null, null]);
    expect(await openSubgraphs(other.accessToken)).toEqual(SUBGRAPHS);
  });

  test('when somebody signs out without having chosen an assignment, then that session ends too', async () => {
    const { accessToken } = await tokensOf(region.running.url, account);
    expect((await signOut(as(accessToken))).__typename).toBe('SignOutOk');
    expect(await openSubgraphs(accessToken)).toEqual([]);
  });

  test('when somebody signs out, then session, event and access log are stored together', async () => {
    const sessionId = decodeJwt(tokens.accessToken)['sid'];
    const { endedAt } = await signOut(as(tokens.accessToken));
    const [session] = await region.databases.identity.query('SELECT ended_at FROM session WHERE id = $1', [sessionId]);
    expect(session?.['ended_at']?.toISOString()).toBe(endedAt);
    const told = await region.databases.identity.query('SELECT type, data FROM kit.outbox WHERE aggregate_id = $1', [
      sessionId,
    ]);
    expect(told).toEqual([{ type: 'SessionEnded', data: { sessionId, endedAt } }]);
    const log = await region.databases.identity.query(
      `SELECT kind, action, user_id, unit_id FROM kit.access_log WHERE subject_id = $1 AND action = 'session.end'`,
      [sessionId],
    );
    const unit_id = region.unitId(WARD.unit);
    expect(log).toEqual([{ kind: 'WRITE', action: 'session.end', user_id: account.userId, unit_id }]);
    for (const name of SUBGRAPHS) {
      const ended = await region.databases[name].query('SELECT FROM kit.ended_session WHERE session_id = $1', [
        sessionId,
      ]);
      expect(ended, name).toHaveLength(1);
    }
  });

  test('when somebody signs out twice, or twice at once, then it is told once', async () => {
    await Promise.all([signOut(as(tokens.accessToken)), signOut(as(tokens.accessToken))]);
    const { errors } = await signOut(as(tokens.accessToken));
    expect(errors[0].extensions.code).toBe('UNAUTHENTICATED');
    const told = await region.databases.identity.query('SELECT FROM kit.outbox WHERE aggregate_id = $1', [
      decodeJwt(tokens.accessToken)['sid'],
    ]);
    expect(told).toHaveLength(1);
  });

  test('when nobody is signed in, then there is nothing to sign out of', async () => {
    const { errors } = await signOut(bearer(region.running.url));
    expect(errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});
