import { standardSettings } from '@samplan/identity/settings';
import { freePort } from '@samplan/launch/free-port';
import type { Json } from '@samplan/testing/ask';
import { newHsaId } from '@samplan/testing/cards/desk';
import {
  LOA2,
  LOA3,
  startIdentityProvider,
  type TestIdentityProvider,
  type Vouched,
} from '@samplan/testing/identity-provider';
import { mutation } from '@samplan/testing/operations';
import { type AccountAssignment, type TestRegion, testRegion } from '@samplan/testing/region';
import { type Account, bearer, chooseAssignment } from '@samplan/testing/sessions';
import { inOneProcess } from '@samplan/testing/shapes';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const start = mutation('startOidcSignIn', 'url ticket expiresAt');
const finish = mutation('finishOidcSignIn', 'tokens { accessToken } assignmentId commissionHsaId');

let provider: TestIdentityProvider;
let region: TestRegion;

const settingsFor = ({ clientId, clientSecret, redirectUrl }: TestIdentityProvider, issuer: URL) => ({
  ...standardSettings('TRAINING'),
  oidc: { issuer, clientId, redirectUrl, credential: { secret: clientSecret }, acrValues: [LOA3] },
});

beforeAll(async () => {
  provider = await startIdentityProvider();
  region = await testRegion({ shape: inOneProcess, settings: settingsFor(provider, provider.issuer) });
});
afterAll(async () => {
  await region.close();
  await provider.close();
});

const WARD = 'Avd 11 Medicin, Sundsvall';

const nobody = () => bearer(region.running.url);

/** An account that somebody with an HSA-id signs in to. */
async function known(
  assignments: readonly AccountAssignment[] = [{ unit: WARD, role: 'NURSE' }],
): Promise<{ account: Account; hsaId: string }> {
  const account = await region.account(assignments);
  const hsaId = newHsaId();
  await region.databases.identity.query('UPDATE "user" SET hsa_id = $2 WHERE id = $1', [account.userId, hsaId]);
  return { account, hsaId };
}

/** Goes to the provider and comes back with what `finishOidcSignIn` is given. */
async function gone(as: Vouched, input: Readonly<Record<string, unknown>> = {}): Promise<Json> {
  const { url, ticket } = await start(nobody(), input);
  const { searchParams } = await provider.visit(url, as);
  const [code, state, iss] = ['code', 'state', 'iss'].map((name) => searchParams.get(name));
  return { ticket, code, state, iss };
}

describe('sign-in at an identity provider (G-140)', () => {
  test('when the provider vouches for a known HSA-id at level 3, then there is a session with LOA3 that can choose a unit and work', async () => {
    const { account, hsaId } = await known();
    const outcome = await finish(
      nobody(),
      await gone({ acr: LOA3, employeeHsaId: hsaId, commissionHsaId: 'SE2321000180-C1' }),
    );
    expect(outcome).toMatchObject({
      __typename: 'FinishOidcSignInOk',
      commissionHsaId: 'SE2321000180-C1',
      assignmentId: null,
    });
    const { accessToken } = outcome.tokens;
    expect(decodeJwt(accessToken)).toMatchObject({ sub: account.userId, acr: 'LOA3', asg: null });
    const chosen = await chooseAssignment(bearer(region.running.url, accessToken), {
      assignmentId: account.assignmentIds[0],
    });
    const { errors } = await bearer(region.running.url, chosen.tokens.accessToken).ask('{ overview { totalCount } }');
    expect(errors).toEqual([]);
  });

  test('when it begins, then the provider is asked for level 3 as essential, with PKCE, state and nonce (G-143, G-144)', async () => {
    const { searchParams } = new URL((await start(nobody(), {})).url);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      scope: 'openid',
      code_challenge_method: 'S256',
      acr_values: LOA3,
      redirect_uri: provider.redirectUrl,
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(JSON.parse(searchParams.get('claims') ?? '').id_token.acr).toEqual({ essential: true, values: [LOA3] });
  });

  test('when it is for administration, then the session is', async () => {
    const { hsaId } = await known();
    const { tokens } = await finish(
      nobody(),
      await gone({ acr: LOA3, employeeHsaId: hsaId }, { entry: 'ADMINISTRATION' }),
    );
    const rows = await region.databases.identity.query('SELECT entry FROM session WHERE id = $1', [
      decodeJwt(tokens.accessToken)['sid'],
    ]);
    expect(rows).toEqual([{ entry: 'ADMINISTRATION' }]);
  });

  test('when the provider vouches for less, then OidcAssuranceTooLow (G-144)', async () => {
    const { hsaId } = await known();
    const outcome = await finish(nobody(), await gone({ acr: LOA2, employeeHsaId: hsaId }));
    expect(outcome).toMatchObject({ __typename: 'OidcAssuranceTooLow', code: 'OIDC_ASSURANCE_TOO_LOW' });
  });

  test('when nobody has the HSA-id, or the account is closed, then OidcUserUnknown', async () => {
    const { account, hsaId } = await known();
    await region.databases.identity.query('UPDATE "user" SET is_active = false WHERE id = $1', [account.userId]);
    for (const employeeHsaId of [newHsaId(), hsaId]) {
      const outcome = await finish(nobody(), await gone({ acr: LOA3, employeeHsaId }));
      expect(outcome).toMatchObject({ __typename: 'OidcUserUnknown', code: 'OIDC_USER_UNKNOWN' });
    }
  });

  test('when the answer comes twice, also at once, then it counts once', async () => {
    const { hsaId } = await known();
    const answer = await gone({ acr: LOA3, employeeHsaId: hsaId });
    const outcomes = await Promise.all([finish(nobody(), answer), finish(nobody(), answer)]);
    expect(outcomes.map(({ __typename }) => __typename).sort()).toEqual(['FinishOidcSignInOk', 'OidcSignInRefused']);
    expect((await finish(nobody(), answer)).code).toBe('OIDC_SIGN_IN_REFUSED');
  });

  test.each([
    ['another state', (mine: Json, other: Json) => ({ ...mine, state: other.state })],
    [
      'another ticket, as when somebody is lured into the session of another',
      (mine: Json, other: Json) => ({ ...mine, ticket: other.ticket }),
    ],
    [
      'the code of another sign-in, whose nonce and verifier differ',
      (mine: Json, other: Json) => ({ ...mine, code: other.code }),
    ],
    ['a code that was never given', (mine: Json) => ({ ...mine, code: 'guessed' })],
    ['another issuer in the answer (RFC 9207)', (mine: Json) => ({ ...mine, iss: 'https://another.example' })],
    ['no issuer in the answer, where the provider always names itself', (mine: Json) => ({ ...mine, iss: null })],
  ])('when the answer has %s, then it is refused and the log says so', async (_, change) => {
    const { hsaId } = await known();
    const as = { acr: LOA3, employeeHsaId: hsaId };
    const [mine, other] = [await gone(as), await gone(as)];
    const denials = async () =>
      await region.databases.identity.query(`SELECT 1 FROM kit.access_log WHERE reason = 'PROVIDER_REFUSED'`);
    const before = (await denials()).length;
    const outcome = await finish(nobody(), change(mine, other));
    expect(outcome).toMatchObject({ __typename: 'OidcSignInRefused', code: 'OIDC_SIGN_IN_REFUSED' });
    expect((await denials()).length).toBe(before + 1);
  });

  test('when the answer comes after ten minutes, then it is refused', async () => {
    const { hsaId } = await known();
    const answer = await gone({ acr: LOA3, employeeHsaId: hsaId });
    region.clock.move({ minutes: 11 });
    try {
      expect((await finish(nobody(), answer)).code).toBe('OIDC_SIGN_IN_REFUSED');
    } finally {
      region.clock.move({ minutes: -11 });
    }
  });
});

describe('the commission that was chosen at the provider (G-141, G-142)', () => {
  /** Signs in with a commission at a unit. */
  async function signedIn(hsaId: string, unit: string, input: Readonly<Record<string, unknown>> = {}): Promise<Json> {
    const healthCareUnitHsaId = await unitHsaId(unit);
    const as = { acr: LOA3, employeeHsaId: hsaId, commissionHsaId: 'SE2321000180-C1', healthCareUnitHsaId };
    return await finish(nobody(), await gone(as, input));
  }

  /** As organisation has it. */
  async function unitHsaId(unit: string): Promise<string> {
    const rows = await region.databases.organisation.query('SELECT hsa_id FROM unit WHERE name = $1', [unit]);
    return String(rows[0]?.['hsa_id']);
  }

  const CLINIC = 'Avd 2 Kirurgi, Sundsvall';

  test('when the user has one assignment at its unit, then that is worked in without another choice, and the log says so', async () => {
    const { account, hsaId } = await known([
      { unit: CLINIC, role: 'NURSE' },
      { unit: WARD, role: 'NURSE' },
    ]);
    const [, assignmentId] = account.assignmentIds;
    const { tokens, ...ok } = await signedIn(hsaId, WARD);
    expect(ok.assignmentId).toBe(assignmentId);
    const { sid, asg } = decodeJwt(tokens.accessToken);
    expect(asg).toMatchObject({ id: assignmentId, unit: region.unitId(WARD) });
    const { errors } = await bearer(region.running.url, tokens.accessToken).ask('{ overview { totalCount } }');
    expect(errors).toEqual([]);
    const written = await region.databases.identity.query(
      'SELECT kind, action FROM kit.access_log WHERE user_id = $1 AND subject_id IN ($2, $3) ORDER BY entry',
      [account.userId, sid, assignmentId],
    );
    expect(written).toEqual([
      { kind: 'WRITE', action: 'session.start' },
      { kind: 'WRITE', action: 'session.choose-assignment' },
    ]);
  });

  test('when it was chosen so, then another one can be chosen as ever (F-063)', async () => {
    const { account, hsaId } = await known([
      { unit: CLINIC, role: 'NURSE' },
      { unit: WARD, role: 'NURSE' },
    ]);
    const { tokens } = await signedIn(hsaId, WARD);
    const [assignmentId] = account.assignmentIds;
    const chosen = await chooseAssignment(bearer(region.running.url, tokens.accessToken), { assignmentId });
    expect(chosen).toMatchObject({ __typename: 'ChooseAssignmentOk', assignment: { id: assignmentId } });
  });

  test('when the provider writes the unit’s HSA-id in small letters, then it is the same unit', async () => {
    const { account, hsaId } = await known();
    const healthCareUnitHsaId = (await unitHsaId(WARD)).toLowerCase();
    const as = { acr: LOA3, employeeHsaId: hsaId, commissionHsaId: 'SE2321000180-C1', healthCareUnitHsaId };
    const { assignmentId } = await finish(nobody(), await gone(as));
    expect(assignmentId).toBe(account.assignmentIds[0]);
  });

  const SEVERAL: readonly AccountAssignment[] = [
    { unit: WARD, role: 'NURSE' },
    { unit: WARD, role: 'PHYSICIAN' },
  ];
  test.each<readonly [string, readonly AccountAssignment[], string]>([
    ['several assignments at its unit', SEVERAL, WARD],
    ['none at its unit', [{ unit: CLINIC, role: 'NURSE' }], WARD],
    ['one at its unit that has ended', [{ unit: WARD, role: 'NURSE', validTo: '2020-01-01' }], WARD],
    ['one at its unit for the other entry (F-059)', [{ unit: WARD, role: 'ADMINISTRATOR' }], WARD],
    ['an assignment, and the unit is none of ours', [{ unit: WARD, role: 'NURSE' }], 'Ingen enhet'],
  ])('when the user has %s, then the session has no rights until one is chosen', async (_, assignments, unit) => {
    const { hsaId } = await known(assignments);
    const { __typename, tokens, assignmentId } = await signedIn(hsaId, unit);
    expect([__typename, assignmentId]).toEqual(['FinishOidcSignInOk', null]);
    expect(decodeJwt(tokens.accessToken)).toMatchObject({ asg: null, cap: [] });
  });

  test('when the user is also the administrator at its unit, then the entry says which is meant (F-059)', async () => {
    const { account, hsaId } = await known([
      { unit: WARD, role: 'NURSE' },
      { unit: WARD, role: 'ADMINISTRATOR' },
    ]);
    for (const [i, entry] of ['STAFF', 'ADMINISTRATION'].entries()) {
      expect((await signedIn(hsaId, WARD, { entry })).assignmentId).toBe(account.assignmentIds[i]);
    }
  });

  test('when somebody else has the assignment at its unit, then it is not given to the user', async () => {
    await known([{ unit: WARD, role: 'NURSE' }]);
    const { hsaId } = await known([{ unit: CLINIC, role: 'NURSE' }]);
    expect((await signedIn(hsaId, WARD)).assignmentId).toBeNull();
  });
});

describe('an installation', () => {
  test('when it has a provider, then that is one of the ways to sign in', async () => {
    const methods = (await nobody().ask('{ signInMethods { kind } }')).at('signInMethods');
    expect(methods).toEqual([{ kind: 'PASSWORD' }, { kind: 'OIDC' }]);
  });

  test('when its provider is down, then OidcUnavailable, and the password still signs in', async () => {
    const nowhere = new URL(`http://127.0.0.1:${await freePort()}`);
    const other = await testRegion({ shape: inOneProcess, settings: settingsFor(provider, nowhere) });
    try {
      const outcome = await start(bearer(other.running.url), {});
      expect(outcome).toMatchObject({ __typename: 'OidcUnavailable', code: 'OIDC_UNAVAILABLE' });
      const { authorization } = await other.staff('Hemsjukvård Alnö', 'NURSE');
      expect(authorization).toMatch(/^Bearer /);
    } finally {
      await other.close();
    }
  });

  test('when it has none, then OidcNotOffered', async () => {
    const other = await testRegion();
    try {
      expect((await start(bearer(other.running.url), {})).code).toBe('OIDC_NOT_OFFERED');
      const answer = { ticket: 'a', code: 'b', state: 'c' };
      expect((await finish(bearer(other.running.url), answer)).code).toBe('OIDC_NOT_OFFERED');
    } finally {
      await other.close();
    }
  });
});
