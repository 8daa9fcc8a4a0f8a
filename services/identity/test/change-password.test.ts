import type { Json } from '@samplan/testing/ask';
import { mutation, payload } from '@samplan/testing/operations';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import {
  type Account,
  bearer,
  credentialsOf,
  refreshSession,
  signIn,
  startWork,
  tokensOf,
} from '@samplan/testing/sessions';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const TOKENS = 'tokens { accessToken refreshToken }';
const changePassword = mutation(
  'changePassword',
  `${TOKENS} endedSessions`,
  '... on PasswordRefused { faults { code message field } } ... on CurrentPasswordWrong { field } ... on TooManyAttempts { retryAt }',
);

const WARD = 'Avd 11 Medicin, Sundsvall';
const FIRST = 'Granris-vid-42';
const NEXT = 'Tallkotte-87-x';

let region: TestRegion;
let account: Account;
let accessToken: string;

beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());
beforeEach(async () => {
  account = await region.account([{ unit: WARD, role: 'NURSE' }], { password: FIRST });
  ({ accessToken } = await startWork(region.running.url, account));
});

const by = (token?: string) => bearer(region.running.url, token);
const change = async (more: Json = {}, token = accessToken): Promise<Json> =>
  await changePassword(by(token), {
    currentPassword: FIRST,
    newPassword: NEXT,
    repeatedPassword: more.newPassword ?? NEXT,
    ...more,
  });
const signedInWith = async (password: string): Promise<string> =>
  (await signIn(by(accessToken), { ...credentialsOf(account), password })).__typename;
const isAlive = async (token: string): Promise<boolean> => (await by(token).ask('{ me { id } }')).data?.me != null;

describe('changed', () => {
  test('when a user changes the password, then only the new one signs in and the session goes on with its rights', async () => {
    const changed = await change();
    expect(changed).toMatchObject({ __typename: 'ChangePasswordOk', endedSessions: 0 });
    expect(await signedInWith(FIRST)).toBe('SignInRefused');
    expect(await signedInWith(NEXT)).toBe('SignInOk');
    const { capabilities } = (await by(changed.tokens.accessToken).ask('{ myContext { capabilities } }')).at(
      'myContext',
    );
    expect(capabilities).toContain('episode.admit');
  });

  test('when it is changed, then the other sessions end at once and this one goes on', async () => {
    const others = [await tokensOf(region.running.url, account), await tokensOf(region.running.url, account)];
    const before = await tokensOf(region.running.url, account);
    const changed = await change({}, before.accessToken);
    expect(changed.endedSessions).toBe(3);
    for (const other of others) {
      expect(await isAlive(other.accessToken)).toBe(false);
      expect((await refreshSession(by(), { refreshToken: other.refreshToken })).__typename).toBe('RefreshRefused');
    }
    expect(await isAlive(before.accessToken)).toBe(true);
    expect((await refreshSession(by(), { refreshToken: before.refreshToken })).__typename).toBe('RefreshRefused');
    const { refreshToken } = changed.tokens;
    expect((await refreshSession(by(), { refreshToken })).__typename).toBe('RefreshSessionOk');
  });

  test('when it is changed, then history and access log have it and no password', async () => {
    await change();
    const { databases } = region;
    const earlier = await databases.identity.query<Json>('SELECT * FROM earlier_password WHERE user_id = $1', [
      account.userId,
    ]);
    expect(earlier).toHaveLength(1);
    expect(JSON.stringify(earlier)).not.toContain(FIRST);
    const logged = await databases.identity.query(
      `SELECT kind, subject_id FROM kit.access_log WHERE user_id = $1 AND action = 'password.change'`,
      [account.userId],
    );
    expect(logged).toEqual([{ kind: 'WRITE', subject_id: account.userId }]);
  });
});

describe('refused', () => {
  test.each([
    ['too short', 'Kv-1', ['LENGTH']],
    ['fifteen å, which are thirty bytes, and four signs more', `${'å'.repeat(15)}Aa1-`, ['LENGTH']],
    ['without an upper-case letter', 'tallkotte-87-x', ['NO_UPPER_CASE']],
    ['without a lower-case letter', 'TALLKOTTE-87-X', ['NO_LOWER_CASE']],
    ['without a digit', 'Tallkotte-xx-x', ['NO_DIGIT']],
    ['without a special character', 'Tallkotte87x', ['NO_SPECIAL_CHARACTER']],
    ['with a euro sign', 'Tallkotte-87-€', ['FOREIGN_CHARACTER']],
    ['with a space', 'Tallkotte 87-x', ['FOREIGN_CHARACTER']],
    [
      'with everything wrong',
      ' ',
      ['LENGTH', 'NO_UPPER_CASE', 'NO_LOWER_CASE', 'NO_DIGIT', 'NO_SPECIAL_CHARACTER', 'FOREIGN_CHARACTER'],
    ],
    ['built on month and year', 'Juni2018-', ['MONTH_AND_YEAR']],
    ['with the own name', 'Prov-tallkotte-87', ['OWN_NAME']],
    ['built on a place', 'Sundsvall-87', ['COMMON_WORD']],
    ['the current one', FIRST, ['SAME_AS_CURRENT']],
  ])(
    'when the new password is %s, then each fault has its code and field (F-053 to F-057, K9, K10, f.2 22)',
    async (_, newPassword, codes) => {
      const refused = await change({ newPassword });
      expect(refused.code).toBe('PASSWORD_REFUSED');
      expect(refused.faults.map((fault: Json) => fault.code)).toEqual(codes);
      expect(new Set(refused.faults.map((fault: Json) => fault.field))).toEqual(new Set(['input.newPassword']));
      expect(await signedInWith(FIRST)).toBe('SignInOk');
    },
  );

  test('when the repeated password differs, then REPEATED_DIFFERS names its field (F-058)', async () => {
    const { faults } = await change({ repeatedPassword: `${NEXT}x` });
    expect(faults).toEqual([
      { code: 'REPEATED_DIFFERS', message: 'Skriv samma lösenord i båda fälten.', field: 'input.repeatedPassword' },
    ]);
  });

  test('when any earlier password comes again, then USED_BEFORE, however long ago it was (F-056, F-421, K9)', async () => {
    const words = [FIRST, NEXT, 'Bjorkved-31-y', 'Lingonris-55-z'];
    for (const [i, newPassword] of words.slice(1).entries()) {
      expect((await change({ currentPassword: words[i], newPassword })).__typename).toBe('ChangePasswordOk');
    }
    for (const newPassword of words.slice(0, -1)) {
      const { faults } = await change({ currentPassword: words.at(-1), newPassword });
      expect(
        faults.map((fault: Json) => fault.code),
        newPassword,
      ).toEqual(['USED_BEFORE']);
    }
  });

  test('when the current password is wrong, then nothing changes and the log has the attempt', async () => {
    expect(await change({ currentPassword: 'Fel-losen-9' })).toMatchObject({
      code: 'CURRENT_PASSWORD_WRONG',
      field: 'input.currentPassword',
    });
    expect(await signedInWith(FIRST)).toBe('SignInOk');
    const logged = await region.databases.identity.query(
      `SELECT kind, reason FROM kit.access_log WHERE user_id = $1 AND action = 'password.change'`,
      [account.userId],
    );
    expect(logged).toEqual([{ kind: 'DENIED', reason: 'CREDENTIALS_REFUSED' }]);
  });

  test('when the current password is guessed at many times at once, then five are looked at and later the right one works', async () => {
    const guesses = await Promise.all(
      Array.from({ length: 8 }, (_, i) => change({ currentPassword: `Gissning-${i}-Xy` })),
    );
    const codes = guesses.map(({ code }) => code).sort();
    expect(codes).toEqual([...Array(5).fill('CURRENT_PASSWORD_WRONG'), ...Array(3).fill('TOO_MANY_ATTEMPTS')]);
    expect((await change()).code).toBe('TOO_MANY_ATTEMPTS');
    region.clock.move({ minutes: 5 });
    const { tokens } = await change({}, (await tokensOf(region.running.url, account)).accessToken);
    expect(tokens.accessToken).toEqual(expect.any(String));
  });

  test('when two sessions change it at once, then one wins', async () => {
    const { accessToken: other } = await tokensOf(region.running.url, account);
    const outcomes = await Promise.all([change(), change({ newPassword: 'Enbuske-98-q' }, other)]);
    const names = outcomes.map(({ __typename, errors }) => __typename ?? errors?.[0]?.extensions.code);
    expect(names.filter((name) => name === 'ChangePasswordOk')).toHaveLength(1);
  });

  test('when nobody is signed in, then it is refused', async () => {
    const answer = await bearer(region.running.url).ask(
      `mutation { changePassword(input: { currentPassword: "a", newPassword: "b", repeatedPassword: "b" }) { __typename } }`,
    );
    expect(answer.errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });
});

describe('a password that somebody else has set', () => {
  test('when the user signs in with it, then there are no rights until it is changed', async () => {
    const { databases } = region;
    await databases.identity.query('UPDATE "user" SET password_must_change = true WHERE id = $1', [account.userId]);
    const { accessToken: token } = await startWork(region.running.url, account);
    const before = await by(token).ask(
      '{ myContext { capabilities missing { code message } } overview { totalCount } }',
    );
    expect(before.data.myContext).toEqual({
      capabilities: [],
      missing: [{ code: 'PASSWORD_MUST_CHANGE', message: expect.stringContaining('changePassword') }],
    });
    expect(before.errors[0]?.extensions['code']).toBe('FORBIDDEN');
    const { tokens } = await change({}, token);
    const after = await by(tokens.accessToken).ask(
      '{ myContext { capabilities missing { code } } overview { totalCount } }',
    );
    expect(after.errors).toEqual([]);
    expect(after.at('myContext').missing).toEqual([]);
  });
});

describe('reportCredentialsSuspected', () => {
  const report = async (token = accessToken): Promise<Json> =>
    payload(
      await by(token).ask(
        'mutation { reportCredentialsSuspected { __typename ... on ReportCredentialsSuspectedOk { reportedAt endedSessions } } }',
      ),
      'reportCredentialsSuspected',
    );
  const suspicions = async (person: Pick<Account, never> & { ask: ReturnType<typeof by>['ask'] }): Promise<Json> =>
    await person.ask('{ credentialsSuspicions(first: 100) { edges { node { user { id } reportedAt } } } }');

  test('when a user suspects it, then all sessions end at once, a new password is demanded and the system manager sees it (F-422)', async () => {
    const { accessToken: thiefs } = await tokensOf(region.running.url, account);
    const reported = await report();
    expect(reported).toMatchObject({ __typename: 'ReportCredentialsSuspectedOk', endedSessions: 2 });
    expect([await isAlive(accessToken), await isAlive(thiefs)]).toEqual([false, false]);
    const { accessToken: again } = await startWork(region.running.url, account);
    const { missing, capabilities } = (await by(again).ask('{ myContext { capabilities missing { code } } }')).at(
      'myContext',
    );
    expect({ missing, capabilities }).toEqual({ missing: [{ code: 'PASSWORD_MUST_CHANGE' }], capabilities: [] });

    const manager = await region.staff('Region Västernorrland, förvaltning', 'SYSTEM_MANAGER');
    const { edges } = (await suspicions(manager)).at('credentialsSuspicions');
    expect(edges).toContainEqual({ node: { user: { id: account.userId }, reportedAt: reported.reportedAt } });
  });

  test('when a manager of another region or municipality looks, then it is not in the list', async () => {
    await report();
    const manager = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'SYSTEM_MANAGER');
    const { edges } = (await suspicions(manager)).at('credentialsSuspicions');
    expect(edges.map(({ node }: Json) => node.user.id)).not.toContain(account.userId);
  });

  test.each(['NURSE', 'PHYSICIAN', 'UNIT_MANAGER'] as const)('when a %s looks, then it is refused', async (role) => {
    const answer = await suspicions(await region.staff(WARD, role));
    expect(answer.data.credentialsSuspicions).toBeNull();
    expect(answer.errors[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});
