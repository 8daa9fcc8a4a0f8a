import * as hashing from '@samplan/identity/user/hashing';
import type { Json } from '@samplan/testing/ask';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { type Account, bearer, signIn, tokensOf } from '@samplan/testing/sessions';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

// Listens to the hashing and changes nothing in it.
vi.mock('@samplan/identity/user/hashing', { spy: true });

const PASSWORD = 'Åsas-prov-1';

let region: TestRegion;
let account: Account;
let people = 0;

beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());
beforeEach(async () => {
  people += 1;
  const names = { username: `åsa.prov${people}`, password: PASSWORD };
  account = await region.account([{ unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' }], names);
});

const credentials = (change: Partial<Account> = {}) => {
  const { organisation, username, password } = { ...account, ...change };
  return { organisation, username, password };
};
const signedIn = async (change?: Partial<Account>): Promise<Json> =>
  await signIn(bearer(region.running.url), credentials(change));

/** The body of the answer as it goes over the wire. */
async function rawAnswer(input: object): Promise<string> {
  const response = await fetch(new URL('/graphql', region.running.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: `mutation ($input: SignInInput!) {
        signIn(input: $input) { __typename ... on Problem { code message } ... on SignInOk { tokens { accessToken } } } }`,
      variables: { input },
    }),
  });
  return `${response.status} ${await response.text()}`;
}

async function logged(): Promise<readonly Json[]> {
  return await region.databases.identity.query(
    `SELECT kind, action, reason, user_id, session_id, subject_id, patient_id FROM kit.access_log
     WHERE user_id = $1 OR subject_id = $1 ORDER BY entry`,
    [account.userId],
  );
}

async function sessions(): Promise<readonly Json[]> {
  return await region.databases.identity.query('SELECT * FROM session WHERE user_id = $1', [account.userId]);
}

describe('with the right password', () => {
  test('when somebody signs in, then the session has tokens and no rights until an assignment is chosen (F-062, F-276, f.2 28)', async () => {
    const { accessToken, refreshToken, accessTokenExpiresAt } = await tokensOf(region.running.url, account);
    const claims = decodeJwt(accessToken);
    expect(claims).toMatchObject({ sub: account.userId, asg: null, cap: [] });
    expect(Math.floor(Date.parse(accessTokenExpiresAt) / 1000)).toBe(claims.exp);
    expect(refreshToken).toMatch(/^[\w-]{43}$/);
    const answer = await bearer(region.running.url, accessToken).ask(
      '{ me { id } myContext { assignment { id } capabilities missing { code } } overview { totalCount } }',
    );
    expect(answer.data).toEqual({
      me: { id: account.userId },
      myContext: { assignment: null, capabilities: [], missing: [{ code: 'ROLE_NOT_SELECTED' }] },
      overview: null,
    });
    expect(answer.errors.map((error) => error.extensions['code'])).toEqual(['FORBIDDEN']);
  });

  test('when somebody signs in, then session and access log are stored and nobody else is told', async () => {
    const { accessToken } = await tokensOf(region.running.url, account);
    const sessionId = decodeJwt(accessToken)['sid'];
    expect(await sessions()).toMatchObject([{ id: sessionId, assignment_id: null, ended_at: null }]);
    expect(await logged()).toEqual([
      {
        kind: 'WRITE',
        action: 'session.start',
        reason: null,
        user_id: account.userId,
        session_id: sessionId,
        subject_id: sessionId,
        patient_id: null,
      },
    ]);
    const told = await region.databases.identity.query('SELECT FROM kit.outbox WHERE aggregate_id = $1', [sessionId]);
    expect(told).toEqual([]);
  });

  test.each([
    ['upper case', (name: string) => name.toUpperCase()],
    ['white space around', (name: string) => ` ${name}\n`],
    ['å composed of a and a ring', (name: string) => name.normalize('NFD')],
  ])('when username and organisation are written with %s, then they are the same', async (_, write) => {
    const outcome = await signedIn({ username: write(account.username), organisation: write(account.organisation) });
    expect(outcome.__typename).toBe('SignInOk');
  });

  test('when Å in the password is composed of A and a ring, then it is the same password', async () => {
    expect(PASSWORD.normalize('NFD')).not.toBe(PASSWORD);
    expect((await signedIn({ password: PASSWORD.normalize('NFD') })).__typename).toBe('SignInOk');
  });

  test('when an account was made with a composed name, then it is found by the plain one', async () => {
    const username = `örjan.prov${people}`;
    const made = await region.account([{ unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' }], {
      username: username.normalize('NFD').toUpperCase(),
    });
    expect((await signIn(bearer(region.running.url), { ...credentials(made), username })).__typename).toBe('SignInOk');
  });

  test('when the same name exists in another organisation, then each has its own account', async () => {
    const { username } = account;
    const other = await region.account([{ unit: 'Hemsjukvård Alnö', role: 'NURSE' }], {
      username,
      password: 'Annat-prov-2',
    });
    expect(other.organisation).not.toBe(account.organisation);
    const { accessToken } = await tokensOf(region.running.url, other);
    expect(decodeJwt(accessToken).sub).toBe(other.userId);
    expect(await signedIn({ password: 'Annat-prov-2' })).toMatchObject({ code: 'SIGN_IN_REFUSED' });
  });
});

/** Everything that is refused. */
const WRONG: readonly (readonly [string, () => Partial<Account>])[] = [
  ['the password is wrong', () => ({ password: 'Fel-losenord-1' })],
  ['the password is empty', () => ({ password: '' })],
  ['the password is in lower case', () => ({ password: PASSWORD.toLowerCase() })],
  ['the password has a space more', () => ({ password: `${PASSWORD} ` })],
  ['the password is 100 000 signs long', () => ({ password: 'Aa1-'.repeat(25_000) })],
  ['the user is unknown', () => ({ username: 'finns.inte' })],
  ['the username is empty', () => ({ username: '' })],
  ['the organisation is unknown', () => ({ organisation: 'kiruna' })],
  ['the organisation is another one', () => ({ organisation: 'sundsvall' })],
  ['the organisation is empty', () => ({ organisation: '' })],
  ['the name is an attempt at SQL', () => ({ username: "' OR 1=1 --" })],
];

describe('refused', () => {
  test.each(WRONG)('when %s, then the answer is the same to the byte', async (_, change) => {
    const standard = await rawAnswer(credentials({ password: 'Fel-losenord-2' }));
    expect(standard).toContain('"code":"SIGN_IN_REFUSED"');
    expect(await rawAnswer(credentials(change()))).toBe(standard);
    expect(await sessions()).toEqual([]);
  });

  test.each(WRONG)(
    'when %s, then one hash is checked at the same cost as for the right password',
    async (_, change) => {
      const verify = vi.mocked(hashing.verify);
      verify.mockClear();
      await signedIn();
      const [rightHash] = verify.mock.calls[0] ?? [];
      verify.mockClear();
      await signedIn(change());
      expect(verify).toHaveBeenCalledTimes(1);
      expect(costOf(verify.mock.calls[0]?.[0])).toBe(costOf(rightHash));
      expect(costOf(rightHash)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1$/);
    },
  );

  test('when the account is closed, then the right password gets the answer of a wrong one', async () => {
    const standard = await rawAnswer(credentials({ password: 'Fel-losenord-2' }));
    await region.databases.identity.query('UPDATE "user" SET is_active = false WHERE id = $1', [account.userId]);
    expect(await rawAnswer(credentials())).toBe(standard);
  });

  test('when a known user is refused, then the log says whose account was tried and not who tried', async () => {
    await signedIn({ password: 'Fel-losenord-1' });
    expect(await logged()).toEqual([
      {
        kind: 'DENIED',
        action: 'session.start',
        reason: 'CREDENTIALS_REFUSED',
        user_id: null,
        session_id: null,
        subject_id: account.userId,
        patient_id: null,
      },
    ]);
  });

  test('when an unknown user is refused, then the log has the attempt without the name', async () => {
    const before = await region.databases.identity.query('SELECT FROM kit.access_log WHERE subject_id IS NULL');
    await signedIn({ username: 'finns.inte.heller' });
    const after = await region.databases.identity.query<{ row: string }>(
      `SELECT to_jsonb(l)::text AS row FROM kit.access_log l WHERE subject_id IS NULL ORDER BY entry`,
    );
    expect(after).toHaveLength(before.length + 1);
    expect(after.at(-1)?.row).toContain('CREDENTIALS_REFUSED');
    expect(after.map(({ row }) => row).join()).not.toContain('finns.inte.heller');
  });
});

/** Algorithm, version and parameters of an encoded hash, without salt and result. */
function costOf(hash: unknown): string {
  return String(hash).split('$').slice(0, 4).join('$');
}
