import type { Role } from '@samplan/kit/access/viewer';
import { ACCESS_TOKEN_TYPE } from '@samplan/kit/auth/claims';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import {
  bearer,
  chooseAssignment,
  credentialsOf,
  refreshSession,
  signIn,
  startWork,
  tokensOf,
} from '@samplan/testing/sessions';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD = { unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' } as const;

let region: TestRegion;
beforeAll(async () => {
  region = await testRegion();
});
afterAll(() => region.close());

const by = (token?: string) => bearer(region.running.url, token);

describe('an account of another environment (F-271, F-275, f.2 27)', () => {
  test.each(['PRODUCTION', 'ACCEPTANCE'] as const)(
    'when an account of %s signs in to training, then it is refused and the log says why',
    async (environment) => {
      const account = await region.account([WARD], { environment });
      expect(await signIn(by(), { ...credentialsOf(account) })).toMatchObject({ code: 'WRONG_ENVIRONMENT' });
      const logged = await region.databases.identity.query(
        `SELECT kind, reason FROM kit.access_log WHERE subject_id = $1`,
        [account.userId],
      );
      expect(logged).toEqual([{ kind: 'DENIED', reason: 'WRONG_ENVIRONMENT' }]);
    },
  );

  test('when the password is wrong too, then the answer is that of any wrong password', async () => {
    const account = await region.account([WARD], { environment: 'PRODUCTION' });
    const refused = await signIn(by(), { ...credentialsOf(account), password: 'Fel-losen-9' });
    expect(refused.code).toBe('SIGN_IN_REFUSED');
  });

  test('when a database was copied with its sessions, then they cannot be refreshed', async () => {
    const account = await region.account([WARD]);
    const { refreshToken } = await startWork(region.running.url, account);
    await region.databases.identity.query(`UPDATE "user" SET environment = 'PRODUCTION' WHERE id = $1`, [
      account.userId,
    ]);
    expect((await refreshSession(by(), { refreshToken })).code).toBe('REFRESH_REFUSED');
  });

  test('when a token says another environment, then gateway and subgraphs refuse it, though the signature is good', async () => {
    const account = await region.account([WARD]);
    const { accessToken } = await startWork(region.running.url, account);
    const claims = decodeJwt(accessToken);
    expect(claims['env']).toBe('TRAINING');
    const resign = async (env: string): Promise<string> =>
      await region.running.identity.keyRing.sign({ ...claims, env }, { typ: ACCESS_TOKEN_TYPE });
    const query = '{ me { id } }';
    expect((await by(await resign('TRAINING')).ask(query)).errors).toEqual([]);
    const forged = await resign('PRODUCTION');
    expect((await by(forged).ask(query)).errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    for (const subgraph of region.running.subgraphs.values()) {
      const headers = { authorization: `Bearer ${forged}`, requestId: 'environment' };
      await expect(subgraph.execute({ query: '{ __typename }' }, headers), subgraph.name).rejects.toThrow('');
    }
  });
});

describe('entries (F-059)', () => {
  const MANAGEMENT = 'Vård- och omsorgsförvaltningen, ledning';
  const ROLES: readonly (readonly [Role, 'STAFF' | 'ADMINISTRATION'])[] = [
    ['ADMINISTRATOR', 'ADMINISTRATION'],
    ['SYSTEM_MANAGER', 'ADMINISTRATION'],
    ['UNIT_MANAGER', 'STAFF'],
    ['SUPER_USER', 'STAFF'],
    ['NURSE', 'STAFF'],
  ];

  test.each(ROLES)('when somebody works as %s, then it is through the entry %s alone', async (role, entry) => {
    const account = await region.account([{ unit: MANAGEMENT, role }]);
    const assignmentId = account.assignmentIds[0];
    const { accessToken } = await tokensOf(region.running.url, { ...account, entry });
    expect((await chooseAssignment(by(accessToken), { assignmentId })).__typename).toBe('ChooseAssignmentOk');

    const other = entry === 'STAFF' ? 'ADMINISTRATION' : 'STAFF';
    const wrong = await tokensOf(region.running.url, { ...account, entry: other });
    const refused = await chooseAssignment(by(wrong.accessToken), { assignmentId });
    expect(refused).toMatchObject({ code: 'OTHER_ENTRY_REQUIRED' });
    const { missing } = (await by(wrong.accessToken).ask('{ myContext { missing { code assignments { id } } } }')).at(
      'myContext',
    );
    expect(missing).toEqual([{ code: 'ROLE_NOT_SELECTED', assignments: [] }]);
  });

  test('when somebody is both, then each session offers and takes the assignments of its entry', async () => {
    const account = await region.account([WARD, { unit: 'Region Västernorrland, förvaltning', role: 'ADMINISTRATOR' }]);
    const [ward, administration] = account.assignmentIds;
    for (const [entry, own, foreign] of [
      ['STAFF', ward, administration],
      ['ADMINISTRATION', administration, ward],
    ] as const) {
      const { accessToken } = await tokensOf(region.running.url, { ...account, entry });
      expect((await chooseAssignment(by(accessToken), { assignmentId: foreign })).code).toBe('OTHER_ENTRY_REQUIRED');
      expect((await chooseAssignment(by(accessToken), { assignmentId: own })).__typename).toBe('ChooseAssignmentOk');
    }
  });
});
