import { type Answer, ask, type Json } from '@samplan/testing/ask';
import { type Person, type TestRegion, testRegion } from '@samplan/testing/region';
import {
  addServiceAccountKey,
  createServiceAccount,
  endServiceAccount,
  endServiceAccountKey,
  issueServiceToken,
  postToken,
  type ServiceKey,
  serviceKey,
  tokenForm,
} from '@samplan/testing/service-account';
import { bearer } from '@samplan/testing/sessions';
import { inOneProcess, overHttp } from '@samplan/testing/shapes';
import { admitted } from '@samplan/testing/story';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const OFFICE = 'Region Västernorrland, förvaltning';
const STATISTICS = '{ sipStatistics { total } }';

let region: TestRegion;
let manager: Person;
let names = 0;

beforeAll(async () => {
  region = await testRegion();
  manager = await region.staff(OFFICE, 'SYSTEM_MANAGER');
});
afterAll(() => region.close());

const now = (): Date => region.clock.now();
const codeOf = ({ errors }: Answer) => errors[0]?.extensions['code'];
const anybody = () => bearer(region.running.url);

/** A reporting tool with an account and a key. */
async function tool(input: object = {}, key?: ServiceKey): Promise<{ readonly id: string; readonly key: ServiceKey }> {
  names += 1;
  const own = key ?? (await serviceKey());
  const { serviceAccount, ...refused } = await createServiceAccount(manager, {
    name: `Rapportverktyg ${names}`,
    capabilities: ['statistics.read'],
    publicKey: own.publicKey,
    ...input,
  });
  if (!serviceAccount) throw new Error(JSON.stringify(refused));
  return { id: serviceAccount.id, key: own };
}

async function tokenOf({ id, key }: { readonly id: string; readonly key: ServiceKey }): Promise<string> {
  const { accessToken, ...refused } = await issueServiceToken(anybody(), {
    clientAssertion: await key.assertion(id, now()),
  });
  if (!accessToken) throw new Error(JSON.stringify(refused));
  return accessToken;
}

describe('a reporting tool', () => {
  test('when it proves itself at the token endpoint, then it gets the statistics of F-212 and nothing else', async () => {
    const { id, key } = await tool();
    const { status, headers, body } = await postToken(region.running.url, tokenForm(await key.assertion(id, now())));
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'statistics.read',
    });
    const by = bearer(region.running.url, String(body['access_token']));
    expect((await by.ask(STATISTICS)).data).toEqual({ sipStatistics: { total: 0 } });
    expect((await by.ask('{ principals { name } }')).at('principals').length).toBeGreaterThan(0);
    expect((await by.ask('{ me { id } myContext { capabilities } }')).data).toEqual({ me: null, myContext: null });
    for (const query of [
      '{ overview { totalCount } }',
      '{ patient(id: "pat_1") { id } }',
      '{ careEpisode(id: "epi_1") { id } }',
      '{ logReviews { edges { cursor } } }',
      '{ serviceAccounts { edges { cursor } } }',
    ]) {
      expect((await by.ask(query)).errors[0]?.extensions['code'], query).toBe('FORBIDDEN');
    }
  });

  test('when it reads, then the log names it as everybody (G-072)', async () => {
    const account = await tool();
    const by = bearer(region.running.url, await tokenOf(account));
    await by.ask('{ overview { totalCount } }');
    const [entry] = await region.databases.care.query(
      'SELECT kind, user_id, role, unit_id FROM kit.access_log WHERE user_id = $1',
      [account.id],
    );
    expect(entry).toEqual({
      kind: 'DENIED',
      user_id: account.id,
      role: 'SERVICE_ACCOUNT',
      unit_id: region.unitId(OFFICE),
    });
    const own = await region.databases.identity.query(
      `SELECT kind, action, user_id FROM kit.access_log WHERE subject_id = $1 ORDER BY entry`,
      [account.id],
    );
    expect(own).toEqual([
      { kind: 'WRITE', action: 'service-account.create', user_id: manager.userId },
      { kind: 'WRITE', action: 'service-token.issue', user_id: account.id },
    ]);
  });

  test('when it asks for fewer rights, then the token has those; for more, then it gets none', async () => {
    const { id, key } = await tool();
    const ask = async (scope: string) =>
      await postToken(region.running.url, tokenForm(await key.assertion(id, now()), { scope }));
    const narrow = await ask('');
    expect(narrow).toMatchObject({ status: 200, body: { scope: '' } });
    const by = bearer(region.running.url, String(narrow.body['access_token']));
    expect((await by.ask(STATISTICS)).errors[0]?.extensions['code']).toBe('FORBIDDEN');
    expect(await ask('statistics.read patient.read')).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
  });

  test('when its rights are of a unit, then it reads what the unit has a relation to and no more (G-070)', async () => {
    const nurse = await region.staff('Avd 11 Medicin, Sundsvall', 'NURSE');
    const physician = await region.staff('Avd 11 Medicin, Sundsvall', 'PHYSICIAN');
    const recipient = await region.staff('Hemsjukvård Centrum', 'NURSE');
    const assessor = await region.staff('Biståndsenheten Sundsvall', 'NEEDS_ASSESSOR');
    const { patientId } = await admitted(region, { nurse, physician, recipients: [assessor, recipient] });
    const read = async (unit: string) => {
      const account = await tool({ unitId: region.unitId(unit), capabilities: ['patient.read', 'episode.read'] });
      const by = bearer(region.running.url, await tokenOf(account));
      return (await by.ask('query ($id: ID!) { patient(id: $id) { id } }', { id: patientId })).data.patient;
    };
    expect(await read('Avd 11 Medicin, Sundsvall')).toEqual({ id: patientId });
    expect(await read('Avd 2 Kirurgi, Sundsvall')).toBeNull();
  });
});

describe('an assertion', () => {
  test.each(['EdDSA', 'ES256', 'PS256'] as const)('when it is signed with %s, then it is accepted', async (alg) => {
    expect(await tokenOf(await tool({}, await serviceKey(alg)))).toEqual(expect.any(String));
  });

  test('when it comes twice, also at once, then it is accepted once', async () => {
    const { id, key } = await tool();
    const clientAssertion = await key.assertion(id, now());
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => issueServiceToken(anybody(), { clientAssertion })),
    );
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      'IssueServiceTokenOk',
      ...Array.from({ length: 3 }, () => 'ServiceTokenRefused'),
    ]);
    const denied = await region.databases.identity.query(
      "SELECT reason FROM kit.access_log WHERE subject_id = $1 AND kind = 'DENIED'",
      [id],
    );
    expect(denied.map((row) => row['reason'])).toEqual(Array.from({ length: 3 }, () => 'TOKEN_USED_BEFORE'));
  });

  const seconds = (change: number): number => Math.floor(now().getTime() / 1000) + change;
  test.each([
    ['is for somebody else', () => ({ aud: 'samplan' })],
    ['is for somebody else too', () => ({ aud: ['samplan/identity', 'https://example.org'] })],
    ['has expired', () => ({ iat: seconds(-120), exp: seconds(-60) })],
    ['lives too long', () => ({ exp: seconds(3600) })],
    ['was made long ago', () => ({ iat: seconds(-600), exp: seconds(60) })],
    ['is not valid yet', () => ({ nbf: seconds(600) })],
    ['has no id', () => ({ jti: undefined })],
    ['has an empty id', () => ({ jti: '' })],
    ['has no end', () => ({ exp: undefined })],
    ['names another subject', () => ({ sub: 'svc_other' })],
    ['names another account', () => ({ iss: 'svc_other', sub: 'svc_other' })],
  ])('when it %s, then it is refused', async (_when, claims) => {
    const { id, key } = await tool();
    const clientAssertion = await key.assertion(id, now(), claims());
    expect(await issueServiceToken(anybody(), { clientAssertion })).toMatchObject({
      __typename: 'ServiceTokenRefused',
    });
  });

  test('when it is signed with a key of somebody else, also one that it brings itself, then it is refused', async () => {
    const { id, key } = await tool();
    const other = await serviceKey();
    for (const header of [
      {},
      { kid: key.kid },
      { kid: key.kid, jwk: other.publicJwk },
      { jku: 'https://example.org' },
    ]) {
      const clientAssertion = await other.assertion(id, now(), {}, header);
      expect(await issueServiceToken(anybody(), { clientAssertion })).toMatchObject({
        __typename: 'ServiceTokenRefused',
      });
    }
  });

  test('when the algorithm is none, or the public key is used as a secret, then it is refused', async () => {
    const { id, key } = await tool();
    const [, payload] = (await key.assertion(id, now())).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', kid: key.kid })).toString('base64url');
    const secret = Buffer.from(key.publicKey);
    const hmac = await new SignJWT(JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()))
      .setProtectedHeader({ alg: 'HS256', kid: key.kid })
      .sign(secret);
    for (const clientAssertion of [`${header}.${payload}.`, hmac, 'x', '', 'a.b.c', 'x'.repeat(9000)]) {
      expect(await issueServiceToken(anybody(), { clientAssertion })).toMatchObject({
        __typename: 'ServiceTokenRefused',
      });
    }
  });
});

describe('the token endpoint', () => {
  test.each([
    ['the grant is another', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['there is no grant', 'client_assertion=x', 400, 'invalid_request'],
    ['a field comes twice', 'grant_type=client_credentials&grant_type=client_credentials', 400, 'invalid_request'],
    ['there is no assertion', { grant_type: 'client_credentials' }, 401, 'invalid_client'],
    ['the assertion is of another kind', tokenForm('x', { client_assertion_type: 'saml' }), 401, 'invalid_client'],
    ['the assertion is nonsense', tokenForm('x'), 401, 'invalid_client'],
  ])('when %s, then it says so as OAuth does', async (_when, form, status, error) => {
    expect(await postToken(region.running.url, form)).toMatchObject({ status, body: { error } });
  });

  test('when a form comes to another route, then it is not read', async () => {
    const response = await fetch(new URL('/graphql', region.running.url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'query={me{id}}',
    });
    expect(response.status).toBe(415);
  });
});

describe('keys', () => {
  test('when a key is changed, then both work until the first is ended, and its tokens end at once everywhere', async () => {
    const account = await tool();
    const next = await serviceKey();
    await addServiceAccountKey(manager, { serviceAccountId: account.id, publicKey: next.publicKey });
    const before = bearer(region.running.url, await tokenOf(account));
    const after = bearer(region.running.url, await tokenOf({ id: account.id, key: next }));
    const { serviceAccount } = await endServiceAccountKey(manager, {
      serviceAccountId: account.id,
      kid: account.key.kid,
    });
    expect(serviceAccount.keys).toEqual([{ kid: next.kid }]);
    expect(codeOf(await before.ask(STATISTICS))).toBe('UNAUTHENTICATED');
    expect(codeOf(await before.ask('{ principals { id } }'))).toBe('UNAUTHENTICATED');
    expect((await after.ask(STATISTICS)).at('sipStatistics')).toEqual({ total: 0 });
    await expect(tokenOf(account)).rejects.toThrow('SERVICE_TOKEN_REFUSED');
    const again = await addServiceAccountKey(manager, {
      serviceAccountId: account.id,
      publicKey: account.key.publicKey,
    });
    expect(again).toMatchObject({ __typename: 'ServiceAccountKeyTaken' });
  });

  test('when three work, then a fourth is refused, also when they come at once', async () => {
    const { id } = await tool();
    const keys = await Promise.all(Array.from({ length: 5 }, () => serviceKey()));
    const added = await Promise.all(
      keys.map(({ publicKey }) => addServiceAccountKey(manager, { serviceAccountId: id, publicKey })),
    );
    expect(added.filter(({ __typename }) => __typename === 'AddServiceAccountKeyOk')).toHaveLength(2);
    expect(added.filter(({ __typename }) => __typename === 'TooManyServiceAccountKeys')).toHaveLength(3);
  });

  test.each([
    ['is no JSON', async () => 'x', 'WRONG_VALUE'],
    ['is private', async () => JSON.stringify((await serviceKey()).privateJwk), 'PRIVATE_KEY'],
    ['is a secret', async () => '{"kty":"oct","k":"c2VjcmV0"}', 'PRIVATE_KEY'],
    [
      'is too short',
      async () => `{"kty":"RSA","e":"AQAB","n":"${Buffer.alloc(128, 9).toString('base64url')}"}`,
      'WRONG_VALUE',
    ],
    ['is of another curve', async () => '{"kty":"EC","crv":"P-521","x":"AA","y":"AA"}', 'WRONG_VALUE'],
    ['is no point', async () => '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}', 'WRONG_VALUE'],
  ])('when a key %s, then it is refused and not repeated', async (_when, make, reason) => {
    const publicKey = await make();
    const { errors } = await createServiceAccount(manager, { name: 'x', capabilities: [], publicKey });
    expect(errors[0].extensions).toMatchObject({ field: 'input.publicKey', reason });
  });
});

describe('the end', () => {
  test('when an account is ended, then its tokens work nowhere at the next call, and it gets no new ones', async () => {
    const account = await tool();
    const token = await tokenOf(account);
    const by = bearer(region.running.url, token);
    expect((await by.ask(STATISTICS)).at('sipStatistics')).toEqual({ total: 0 });
    const { serviceAccount } = await endServiceAccount(manager, { serviceAccountId: account.id });
    expect(serviceAccount).toMatchObject({ endedAt: expect.any(String), keys: [] });
    for (const query of [STATISTICS, '{ principals { id } }', '{ overview { totalCount } }', '{ me { id } }']) {
      expect(codeOf(await by.ask(query)), query).toBe('UNAUTHENTICATED');
    }
    await expect(tokenOf(account)).rejects.toThrow('SERVICE_TOKEN_REFUSED');
    expect(await endServiceAccount(manager, { serviceAccountId: account.id })).toMatchObject({
      __typename: 'EndServiceAccountOk',
      serviceAccount: { endedAt: serviceAccount.endedAt },
    });
    const key = await serviceKey();
    expect(
      await addServiceAccountKey(manager, { serviceAccountId: account.id, publicKey: key.publicKey }),
    ).toMatchObject({
      __typename: 'NotPermitted',
    });
  });

  test('when tokens are asked for while the account is ended, then none of them works afterwards', async () => {
    const account = await tool();
    const assertions = await Promise.all(Array.from({ length: 6 }, () => account.key.assertion(account.id, now())));
    const asking = assertions.map((clientAssertion) => issueServiceToken(anybody(), { clientAssertion }));
    await endServiceAccount(manager, { serviceAccountId: account.id });
    for (const { accessToken } of await Promise.all(asking)) {
      if (accessToken) {
        expect(codeOf(await bearer(region.running.url, accessToken).ask(STATISTICS))).toBe('UNAUTHENTICATED');
      }
    }
  });
});

describe('who may', () => {
  test.each([
    ['Vård- och omsorgsförvaltningen, ledning', 'ADMINISTRATOR'],
    ['Socialförvaltningen, ledning', 'SYSTEM_MANAGER'],
    ['Socialförvaltningen, ledning', 'ADMINISTRATOR'],
    ['Bildningsförvaltningen, ledning', 'ADMINISTRATOR'],
    [OFFICE, 'ADMINISTRATOR'],
    ['Avd 11 Medicin, Sundsvall', 'NURSE'],
  ] as const)('at %s %s may nothing of it', async (unit, role) => {
    const by = await region.staff(unit, role);
    const key = await serviceKey();
    const at = { serviceAccountId: 'svc_1' };
    for (const answer of [
      await createServiceAccount(by, { name: 'x', capabilities: [], publicKey: key.publicKey }),
      await addServiceAccountKey(by, { ...at, publicKey: key.publicKey }),
      await endServiceAccountKey(by, { ...at, kid: key.kid }),
      await endServiceAccount(by, at),
      await by.ask('{ serviceAccounts { edges { cursor } } }'),
    ]) {
      expect(answer.errors[0].extensions.code).toBe('FORBIDDEN');
    }
  });

  test('when an account or a unit is of another principal, then it is as if it were not there', async () => {
    const other = await region.staff('Vård- och omsorgsförvaltningen, ledning', 'SYSTEM_MANAGER');
    const account = await tool();
    const key = await serviceKey();
    const at = { serviceAccountId: account.id };
    for (const answer of [
      await addServiceAccountKey(other, { ...at, publicKey: key.publicKey }),
      await endServiceAccountKey(other, { ...at, kid: account.key.kid }),
      await endServiceAccount(other, at),
      await createServiceAccount(other, {
        name: 'x',
        unitId: region.unitId('Avd 11 Medicin, Sundsvall'),
        capabilities: ['patient.read'],
        publicKey: key.publicKey,
      }),
    ]) {
      expect(answer).toMatchObject({ __typename: 'NotPermitted' });
    }
    const list = (await other.ask('{ serviceAccounts(first: 100) { edges { node { id } } } }')).at('serviceAccounts');
    expect(list.edges.map(({ node }: Json) => node.id)).not.toContain(account.id);
    expect(await tokenOf(account)).toEqual(expect.any(String));
  });

  test.each([
    ['a right is not for systems', { capabilities: ['log.review'] }, 'input.capabilities', 'NOT_FOR_SYSTEMS'],
    [
      'patient data is asked for without a unit',
      { capabilities: ['patient.read'] },
      'input.capabilities',
      'UNIT_MISSING',
    ],
    ['a network is none', { networks: ['example.org'] }, 'input.networks', 'WRONG_VALUE'],
    ['the name is empty', { name: ' ' }, 'input.name', 'EMPTY'],
  ])('when %s, then the field is named', async (_when, wrong, field, reason) => {
    const { publicKey } = await serviceKey();
    const { errors } = await createServiceAccount(manager, { name: 'x', capabilities: [], publicKey, ...wrong });
    expect(errors[0].extensions).toMatchObject({ field, reason });
  });

  test('when another account has the name, then it is refused', async () => {
    const { publicKey } = await serviceKey();
    await tool({ name: 'Samma namn' });
    expect(await createServiceAccount(manager, { name: 'Samma namn', capabilities: [], publicKey })).toMatchObject({
      __typename: 'ServiceAccountNameTaken',
    });
  });
});

test('when an account is bound to networks, then its tokens work from there alone (F-162)', async () => {
  const here = await tool({ networks: ['127.0.0.0/8', '::1'] });
  expect((await bearer(region.running.url, await tokenOf(here)).ask(STATISTICS)).status).toBe(200);
  const elsewhere = await tool({ networks: ['192.0.2.0/24'] });
  expect((await bearer(region.running.url, await tokenOf(elsewhere)).ask(STATISTICS)).status).toBe(401);
});

test.each([
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
])(
  'when everything runs %s, then the token endpoint answers, and an ended account ends in every subgraph',
  async (_how, shape) => {
    const own = await testRegion({ shape, principals: ['region-vasternorrland'] });
    try {
      const by = await own.staff(OFFICE, 'SYSTEM_MANAGER');
      const key = await serviceKey();
      const { serviceAccount } = await createServiceAccount(by, {
        name: 'Rapport',
        capabilities: ['statistics.read'],
        publicKey: key.publicKey,
      });
      const { body } = await postToken(
        own.running.url,
        tokenForm(await key.assertion(serviceAccount.id, own.clock.now())),
      );
      const authorization = `Bearer ${body['access_token']}`;
      expect((await ask(own.running.url, STATISTICS, {}, authorization)).at('sipStatistics')).toEqual({ total: 0 });
      await endServiceAccount(by, { serviceAccountId: serviceAccount.id });
      for (const query of [STATISTICS, '{ principals { id } }', '{ overview { totalCount } }']) {
        expect(codeOf(await ask(own.running.url, query, {}, authorization)), query).toBe('UNAUTHENTICATED');
      }
    } finally {
      await own.close();
    }
  },
);
