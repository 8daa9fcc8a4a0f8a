import { createHmac } from 'node:crypto';
import { ACCESS_TOKEN_TYPE } from '@samplan/kit/auth/claims';
import { openKeyRing } from '@samplan/kit/auth/key-ring';
import { createSecrets } from '@samplan/kit/auth/secrets';
import { openDatabase } from '@samplan/kit/db/database';
import { type Answer, ask, type Json } from '@samplan/testing/ask';
import { type AccountAssignment, type TestRegion, testRegion } from '@samplan/testing/region';
import { type Account, startWork } from '@samplan/testing/sessions';
import {
  base64url,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const WARD: AccountAssignment = { unit: 'Avd 11 Medicin, Sundsvall', role: 'NURSE' };

let region: TestRegion;
let account: Account;
/** Where gateway and subgraphs listen. */
let doors: ReadonlyMap<string, URL>;
let token: string;

beforeAll(async () => {
  region = await testRegion();
  account = await region.account([WARD]);
  const listening = [...region.running.subgraphs].map(
    async ([name, subgraph]) => [name, await subgraph.listen({ port: 0, host: '127.0.0.1' })] as const,
  );
  doors = new Map([['gateway', region.running.url], ...(await Promise.all(listening))]);
  ({ accessToken: token } = await startWork(region.running.url, account));
});
afterAll(() => region.close());

/** What each door answers to an `Authorization` header. */
async function atEveryDoor(authorization: string): Promise<ReadonlyMap<string, Answer>> {
  // The gateway answers __typename itself; it asks a subgraph for the list.
  const query = (door: string) => (door === 'gateway' ? '{ principals { id } }' : '{ __typename }');
  const answers = [...doors].map(
    async ([door, url]) => [door, await ask(url, query(door), {}, authorization)] as const,
  );
  return new Map(await Promise.all(answers));
}

async function expectRefused(authorization: string): Promise<void> {
  for (const [door, { status, data, errors }] of await atEveryDoor(authorization)) {
    const codes = errors.map((error) => error.extensions['code']);
    expect({ status, data, codes }, door).toEqual({ status: 401, data: null, codes: ['UNAUTHENTICATED'] });
  }
}

async function expectAccepted(accessToken: string): Promise<void> {
  for (const [door, { status, errors }] of await atEveryDoor(`Bearer ${accessToken}`)) {
    expect({ status, errors }, door).toEqual({ status: 200, errors: [] });
  }
}

const claims = (change: JWTPayload = {}): JWTPayload => ({ ...decodeJwt(token), ...change });
const without = (name: string): JWTPayload => Object.fromEntries(Object.entries(claims()).filter(([n]) => n !== name));
const encoded = (part: unknown): string => base64url.encode(JSON.stringify(part));
const seconds = (): number => Math.floor(region.clock.now().getTime() / 1000);

/** Signs whatever is given with identity's own key. */
const signed = async (payload: JWTPayload, typ: string = ACCESS_TOKEN_TYPE): Promise<string> =>
  await region.running.identity.keyRing.sign(payload, { typ });

/** Signs right claims with a key of our own that calls itself by the real one's name. */
async function forged(header: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const jwk = await exportJWK(publicKey);
  const { kid } = decodeProtectedHeader(token);
  const protectedHeader = { alg: 'EdDSA', typ: ACCESS_TOKEN_TYPE, ...(kid && { kid }), jwk, ...header };
  return await new SignJWT(claims()).setProtectedHeader(protectedHeader).sign(privateKey);
}

async function publicKey(): Promise<Json> {
  const { keys } = await region.running.identity.keyRing.publicKeys();
  return keys[0];
}

const parts = (): readonly string[] => token.split('.');

/** Tokens that prove nothing, each with how it is made. */
const BAD: readonly (readonly [string, () => string | Promise<string>])[] = [
  ['is no JWT', () => 'hemlig'],
  ['has three parts of nothing', () => 'a.b.c'],
  ['has no signature', () => `${parts()[0]}.${parts()[1]}.`],
  [
    'has the signature of another token',
    async () => `${parts()[0]}.${parts()[1]}.${(await signed(claims({ jti: 'x' }))).split('.')[2]}`,
  ],
  ['was given more rights', () => `${parts()[0]}.${encoded(claims({ cap: ['log.review'] }))}.${parts()[2]}`],
  ['says alg none', () => `${encoded({ alg: 'none', typ: ACCESS_TOKEN_TYPE })}.${parts()[1]}.`],
  [
    'says alg none and keeps the signature',
    () => `${encoded({ alg: 'none', typ: ACCESS_TOKEN_TYPE })}.${parts()[1]}.${parts()[2]}`,
  ],
  ['is signed with the public key as a shared secret', async () => await hs256((await publicKey()).x)],
  ['is signed with the public key as JSON', async () => await hs256(JSON.stringify(await publicKey()))],
  ['is signed with a key of the bearer’s own under the real name', () => forged()],
  ['is signed with a key that it brings itself', () => forged({ kid: 'mine' })],
  ['names an address for its key', () => forged({ kid: 'mine', jku: 'http://127.0.0.1:1/keys' })],
  ['names a file for its key', () => forged({ kid: '../../../../dev/null' })],
  ['demands an extension', () => forged({ crit: ['b64'], b64: true })],
  ['has expired', () => signed(claims({ exp: seconds() - 10 }))],
  ['never expires', () => signed(without('exp'))],
  ['is of no session', () => signed(without('sid'))],
  ['is of no user', () => signed(without('sub'))],
  ['does not begin yet', () => signed(claims({ nbf: seconds() + 60 }))],
  ['is for somebody else', () => signed(claims({ aud: 'another' }))],
  ['is for nobody', () => signed(without('aud'))],
  ['is made by somebody else', () => signed(claims({ iss: 'another' }))],
  ['is made by nobody', () => signed(without('iss'))],
  ['is of another type', () => signed(claims(), 'JWT')],
  ['is of the type of event deliveries', () => signed(claims(), 'samplan-events+jwt')],
  ['names a role that does not exist', () => signed(claims({ asg: { ...(claims()['asg'] as object), role: 'KING' } }))],
  ['has rights that are no list', () => signed(claims({ cap: 'log.review' }))],
];

/** Signs right claims with a symmetric algorithm. */
async function hs256(secret: string): Promise<string> {
  const header = { alg: 'HS256', typ: ACCESS_TOKEN_TYPE, kid: (await publicKey()).kid };
  const content = `${encoded(header)}.${encoded(claims())}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

test('when a token is right, then every door opens', async () => {
  await expectAccepted(token);
  await expectAccepted(await signed(claims({ jti: 'tok_another' })));
});

test.each(BAD)('when a token %s, then gateway and every subgraph refuse it', async (_, make) => {
  await expectRefused(`Bearer ${await make()}`);
});

test.each(['Bearer', 'Basic dXNlcjpwYXNz', 'Token x', 'Bearer x, Bearer y'])(
  'when the header is %j, then gateway and every subgraph refuse it',
  async (authorization) => {
    await expectRefused(authorization);
  },
);

test('when a delivery of events is signed, then its signature opens no door to data', async () => {
  const database = openDatabase({ url: region.databases.identity.url });
  const options = { settleMs: 0, rotateAfterMs: 1e9, keepMs: 1e9 };
  const secrets = createSecrets(Buffer.alloc(32, 7));
  const ring = openKeyRing({ pool: database.pool, purpose: 'EVENT', secrets, now: region.clock.now, options });
  await ring.rotate();
  const delivery = { iss: 'identity', aud: 'care', iat: seconds(), exp: seconds() + 60, sha256: 'x' };
  await expectRefused(`Bearer ${await ring.sign(delivery, { typ: 'samplan-events+jwt' })}`);
  await expectRefused(`Bearer ${await ring.sign(claims(), { typ: ACCESS_TOKEN_TYPE })}`);
  const published = await region.running.identity.keyRing.publicKeys();
  expect(published.keys).toHaveLength(1); // that of access tokens
  await database.close();
});

test('when a right is named that this version does not know, then it is left out and the rest holds', async () => {
  const odd = await signed(claims({ cap: ['everything', 'patient.read'] }));
  const { data } = await ask(region.running.url, '{ myContext { capabilities } }', {}, `Bearer ${odd}`);
  expect(data.myContext.capabilities).toEqual(['patient.read']);
});

test('when identity publishes its keys, then nothing private is among them', async () => {
  const response = await fetch(new URL('/.well-known/jwks.json', doors.get('identity')));
  const { keys }: Json = await response.json();
  expect(keys).toEqual([
    { kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: expect.any(String), alg: 'EdDSA', use: 'sig' },
  ]);
  const stored = await region.databases.identity.query<{ private_sealed: string }>(
    'SELECT private_sealed FROM kit.signing_key',
  );
  for (const { private_sealed } of stored) expect(private_sealed).not.toContain('"d"');
});

describe('in the course of time', () => {
  test('when a token that was used before expires, then it is refused from then on', async () => {
    const { accessToken } = await startWork(region.running.url, account);
    await expectAccepted(accessToken);
    region.clock.move({ minutes: 6 });
    await expectRefused(`Bearer ${accessToken}`);
  });

  test('when the key is changed, then old tokens work until they expire, new ones at once, and the old key goes last', async () => {
    const { keyRing } = region.running.identity;
    const keyOf = (accessToken: string) => decodeProtectedHeader(accessToken).kid;
    const published = async () => (await keyRing.publicKeys()).keys.map((key) => key.kid);
    const signedNow = async (): Promise<string> => (await startWork(region.running.url, account)).accessToken;

    const oldKey = keyOf(await signedNow());
    await keyRing.rotate('NOW');
    expect(await published()).toHaveLength(2);
    const settling = await signedNow();
    expect(keyOf(settling)).toBe(oldKey); // until everyone has had time to fetch the new one
    region.clock.move({ minutes: 4.5 });
    const last = await signedNow();
    expect(keyOf(last)).toBe(oldKey);
    region.clock.move({ minutes: 1 });
    const first = await signedNow();
    expect(keyOf(first)).not.toBe(oldKey);
    await expectAccepted(last);
    await expectAccepted(first);
    await keyRing.rotate();
    expect(await published()).toContain(oldKey);

    region.clock.move({ minutes: 10 });
    await keyRing.rotate();
    expect(await published()).toEqual([keyOf(first)]);
    await expectRefused(`Bearer ${last}`);
    await expectAccepted(await signedNow());
  });
});
