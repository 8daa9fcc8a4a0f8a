import { currentResponsibilities } from '@samplan/identity/responsibilities/text';
import type { Json } from '@samplan/testing/ask';
import { mutation } from '@samplan/testing/operations';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import { type Account, bearer, refreshSession, startWork } from '@samplan/testing/sessions';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const { version } = currentResponsibilities();
const acceptResponsibilities = mutation(
  'acceptResponsibilities',
  'acceptedAt tokens { accessToken refreshToken }',
  '... on OtherVersionHolds { version }',
);

let region: TestRegion;
let account: Account;
let tokens: Json;

beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());
beforeEach(async () => {
  account = await region.account([{ unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' }], { hasAccepted: false });
  tokens = await startWork(region.running.url, account);
});

const by = (token: string = tokens.accessToken) => bearer(region.running.url, token);
const context = async (token?: string): Promise<Json> =>
  (await by(token).ask('{ myContext { capabilities missing { code message } } }')).at('myContext');

describe('before they are accepted', () => {
  test('when a user begins to work, then there are no rights and myContext says what to do (F-420 to F-425)', async () => {
    expect(await context()).toEqual({
      capabilities: [],
      missing: [{ code: 'RESPONSIBILITIES_NOT_ACCEPTED', message: expect.stringContaining('acceptResponsibilities') }],
    });
    const answer = await by().ask('{ overview { totalCount } }');
    expect(answer.errors[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  test('when the text is read, then it says that access is logged and reviewed (G-074)', async () => {
    const { text, ...rest } = (await by().ask('{ responsibilities { version text acceptedAt } }')).at(
      'responsibilities',
    );
    expect(rest).toEqual({ version, acceptedAt: null });
    expect(text).toMatch(/loggas/);
    expect(text).toMatch(/granskas/);
  });

  test('when nobody is signed in, then the text is not shown', async () => {
    const answer = await bearer(region.running.url).ask('{ responsibilities { text } }');
    expect(answer.errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });
});

describe('acceptResponsibilities', () => {
  test('when the user accepts, then the new tokens have the rights, and so have those of later refreshes', async () => {
    const accepted = await acceptResponsibilities(by(), { version });
    expect((await context(accepted.tokens.accessToken)).missing).toEqual([]);
    expect((await context(accepted.tokens.accessToken)).capabilities).toContain('episode.admit');
    const { refreshToken } = accepted.tokens;
    const later = await refreshSession(by(), { refreshToken });
    expect((await context(later.tokens.accessToken)).missing).toEqual([]);
    const { acceptedAt } = (await by(later.tokens.accessToken).ask('{ responsibilities { acceptedAt } }')).at(
      'responsibilities',
    );
    expect(acceptedAt).toBe(accepted.acceptedAt);
  });

  test('when it is accepted twice, then the first time stands and the log has it once', async () => {
    const first = await acceptResponsibilities(by(), { version });
    region.clock.move({ minutes: 1 });
    const second = await acceptResponsibilities(by(first.tokens.accessToken), { version });
    expect(second.acceptedAt).toBe(first.acceptedAt);
    const logged = await region.databases.identity.query(
      `SELECT kind FROM kit.access_log WHERE user_id = $1 AND action = 'responsibilities.accept'`,
      [account.userId],
    );
    expect(logged).toEqual([{ kind: 'WRITE' }]);
  });

  test.each([version - 1, version + 1])(
    'when version %i is accepted, which does not hold, then nothing is',
    async (other) => {
      expect(await acceptResponsibilities(by(), { version: other })).toMatchObject({
        code: 'OTHER_VERSION_HOLDS',
        version,
      });
      expect((await context()).capabilities).toEqual([]);
    },
  );

  test('when the text has changed since, then it is asked for again', async () => {
    const accepted = await acceptResponsibilities(by(), { version });
    await region.databases.identity.query('UPDATE "user" SET accepted_responsibilities = $2 WHERE id = $1', [
      account.userId,
      version - 1,
    ]);
    const { refreshToken } = accepted.tokens;
    const later = await refreshSession(by(), { refreshToken });
    expect((await context(later.tokens.accessToken)).missing).toMatchObject([
      { code: 'RESPONSIBILITIES_NOT_ACCEPTED' },
    ]);
  });
});
