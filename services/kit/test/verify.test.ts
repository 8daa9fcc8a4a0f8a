import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ACCESS_TOKEN_TYPE, ALGORITHM, AUDIENCE, claimsOf, ISSUER } from '@samplan/kit/auth/claims';
import { CannotVerify, TokenRefused } from '@samplan/kit/auth/jwt';
import { createTokenVerifier, type TokenVerifier } from '@samplan/kit/auth/verify';
import { remoteTokenKeys } from '@samplan/kit/server/run';
import { type TestClock, testClock } from '@samplan/testing/clock';
import { TEST_PROOF } from '@samplan/testing/proof';
import { viewerAt } from '@samplan/testing/viewer';
import {
  base64url,
  createLocalJWKSet,
  exportJWK,
  exportSPKI,
  type GenerateKeyPairResult,
  generateKeyPair,
  type JSONWebKeySet,
  type JWTHeaderParameters,
  type JWTPayload,
  type JWTVerifyGetKey,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';

const PROOF = { ...TEST_PROOF, signsUntil: new Date('2026-11-21T08:15:00.000Z') };
const VIEWER = viewerAt({ capabilities: ['patient.read'], proof: PROOF });

let pair: GenerateKeyPairResult;
let publicKeys: JSONWebKeySet;
let clock: TestClock;
/** How often the keys were asked for. */
let asked: number;
let ended: Set<string>;
let isCurrent: boolean;
let verifier: TokenVerifier;

beforeAll(async () => {
  pair = await generateKeyPair(ALGORITHM, { extractable: true });
  publicKeys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: ALGORITHM, use: 'sig' }] };
});
beforeEach(() => {
  clock = testClock();
  asked = 0;
  ended = new Set();
  isCurrent = true;
  verifier = verifierWith(createLocalJWKSet(publicKeys));
});

function verifierWith(keys: JWTVerifyGetKey): TokenVerifier {
  return createTokenVerifier({
    keys: async (header, token) => {
      asked += 1;
      return await keys(header, token);
    },
    revocations: {
      current: async () => isCurrent,
      hasEndedSession: (id) => ended.has(id),
      hasEndedAssignment: (id) => ended.has(id),
    },
    environment: 'TRAINING',
    now: clock.now,
  });
}

const seconds = (): number => Math.floor(clock.now().getTime() / 1000);

/** Everything that identity says in a token that lives five minutes. */
function claims(change: Readonly<Record<string, unknown>> = {}): JWTPayload {
  return {
    ...claimsOf(VIEWER, 'TRAINING'),
    iss: ISSUER,
    aud: AUDIENCE,
    iat: seconds(),
    exp: seconds() + 300,
    ...change,
  };
}

function without(...names: readonly string[]): JWTPayload {
  return Object.fromEntries(Object.entries(claims()).filter(([name]) => !names.includes(name)));
}

async function signed(
  payload = claims(),
  header: Partial<JWTHeaderParameters> = {},
  key: Parameters<SignJWT['sign']>[0] = pair.privateKey,
) {
  return await new SignJWT(payload)
    .setProtectedHeader({ alg: ALGORITHM, typ: ACCESS_TOKEN_TYPE, kid: 'one', ...header })
    .sign(key);
}

const verify = (token: string) => verifier.verify(`Bearer ${token}`, null);

/** A token of parts that are put together by hand. */
function assembled(header: unknown, payload: unknown, signature = ''): string {
  return `${base64url.encode(JSON.stringify(header))}.${base64url.encode(JSON.stringify(payload))}.${signature}`;
}

describe('a token', () => {
  test('of identity, with everything in it, is its viewer; and of what differs from it below, one thing each', async () => {
    expect(await verify(await signed())).toEqual(VIEWER);
    expect(await verify(await signed(claims({ asg: null })))).toMatchObject({ assignment: null });
  });

  test('that is none is nobody, and one that cannot be read is refused', async () => {
    expect(await verifier.verify(undefined, null)).toBeNull();
    const good = await signed();
    for (const header of [
      '',
      'Bearer',
      'Bearer ',
      good,
      `Basic ${good}`,
      `Bearer ${good} x`,
      `Bearer ${good}.x`,
      'Bearer a.b.c',
    ]) {
      await expect(verifier.verify(header, null), header.slice(0, 20)).rejects.toThrow(TokenRefused);
    }
    expect(await verifier.verify(`bearer ${good}`, null)).toEqual(VIEWER); // the scheme is any case (RFC 9110)
  });

  test.each(['iss', 'aud', 'exp', 'iat', 'sub', 'sid', 'asg', 'cap', 'acr', 'auth_time', 'env'])(
    'without %s is refused',
    async (name) => {
      await expect(verify(await signed(without(name)))).rejects.toThrow(TokenRefused);
    },
  );

  const asg = claimsOf(VIEWER, 'TRAINING').asg;
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['another issuer', { iss: 'samplan/care' }],
    ['another environment', { env: 'PRODUCTION' }],
    ['another audience', { aud: 'another' }],
    ['another environment', { env: 'PRODUCTION' }],
    ['no audience of ours among several', { aud: ['another', 'samplan/identity'] }],
    ['a user that is no text', { sub: 1 }],
    ['a session that is no text', { sid: 1 }],
    ['an assignment without a unit', { asg: { ...asg, unit: undefined } }],
    ['an assignment without an id', { asg: { ...asg, id: undefined } }],
    ['a role that there is not', { asg: { ...asg, role: 'KING' } }],
    ['a kind of unit that there is not', { asg: { ...asg, unitKind: 'CASTLE' } }],
    ['a kind of administration that there is not', { asg: { ...asg, administrationKind: 'COURT' } }],
    ['rights that are no list', { cap: 'patient.read' }],
    ['a level of assurance that there is not', { acr: 'LOA9' }],
    ['a time of sign-in that is no number', { auth_time: 'now' }],
    ['a certificate that is no fingerprint', { cnf: { 'x5t#S256': 1 } }],
    ['an end that is no number', { exp: 'never' }],
  ])('with %s is refused', async (_, change) => {
    await expect(verify(await signed(claims(change)))).rejects.toThrow(TokenRefused);
  });

  test('with a right that this version does not know has the others', async () => {
    const viewer = await verify(await signed(claims({ cap: ['everything', 'patient.read'] })));
    expect(viewer?.capabilities).toEqual(new Set(['patient.read']));
  });

  test.each<[string, () => Promise<string> | string]>([
    ['with alg none', () => new UnsecuredJWT(claims()).encode()],
    [
      'with alg none and the right header',
      () => assembled({ alg: 'none', typ: ACCESS_TOKEN_TYPE, kid: 'one' }, claims()),
    ],
    [
      'with HS256 and the public key as secret',
      async () => await signed(claims(), { alg: 'HS256' }, new TextEncoder().encode(await exportSPKI(pair.publicKey))),
    ],
    [
      'with HS256 and the public coordinate as secret',
      async () => await signed(claims(), { alg: 'HS256' }, base64url.decode(String(publicKeys.keys[0]?.['x']))),
    ],
    ['with ES256', async () => await signed(claims(), { alg: 'ES256' }, (await generateKeyPair('ES256')).privateKey)],
    [
      'with a key of the same name that is another',
      async () => await signed(claims(), {}, (await generateKeyPair(ALGORITHM)).privateKey),
    ],
    ['with the name of a key that there is not', () => signed(claims(), { kid: 'two' })],
    [
      'with its key in the header',
      async () => {
        const mine = await generateKeyPair(ALGORITHM);
        return await signed(claims(), { kid: 'two', jwk: await exportJWK(mine.publicKey) }, mine.privateKey);
      },
    ],
    [
      'with an extension that must be understood and is not',
      async () =>
        await new SignJWT(claims())
          .setProtectedHeader({ alg: ALGORITHM, typ: ACCESS_TOKEN_TYPE, kid: 'one', crit: ['urn:prov'], 'urn:prov': 1 })
          .sign(pair.privateKey, { crit: { 'urn:prov': true } }),
    ],
    ['of another type', () => signed(claims(), { typ: 'JWT' })],
    [
      'of no type',
      () => new SignJWT(claims()).setProtectedHeader({ alg: ALGORITHM, kid: 'one' }).sign(pair.privateKey),
    ],
    [
      'with a payload that was changed',
      async () => {
        const [header, , signature] = (await signed()).split('.');
        return `${header}.${base64url.encode(JSON.stringify(claims({ sub: 'usr_other' })))}.${signature}`;
      },
    ],
    ['without its signature', async () => `${(await signed()).split('.').slice(0, 2).join('.')}.`],
  ])('%s is refused', async (_, make) => {
    await expect(verify(await make())).rejects.toThrow(TokenRefused);
  });
});

describe('in the course of time a token', () => {
  test('works until it expires and five seconds more, for clocks that differ', async () => {
    const token = await signed();
    clock.move({ minutes: 5 });
    expect(await verifierAnew(token)).toEqual(VIEWER);
    clock.move({ minutes: 0.1 });
    await expect(verifierAnew(token)).rejects.toThrow(TokenRefused);
  });

  /** As a process that has never seen the token. */
  async function verifierAnew(token: string) {
    verifier = verifierWith(createLocalJWKSet(publicKeys));
    return await verify(token);
  }

  test('that begins later does not work yet', async () => {
    const token = await signed(claims({ nbf: seconds() + 60 }));
    await expect(verify(token)).rejects.toThrow(TokenRefused);
    clock.move({ minutes: 1 });
    expect(await verify(token)).toEqual(VIEWER);
  });

  test('is remembered, and forgotten when it expires', async () => {
    const token = await signed();
    await verify(token);
    await verify(token);
    expect(asked).toBe(1);
    clock.move({ minutes: 5.1 });
    await expect(verify(token)).rejects.toThrow(TokenRefused);
    clock.move({ minutes: -5.1 });
    expect(await verify(token)).toEqual(VIEWER); // it is looked at anew
    expect(asked).toBe(2);
  });

  test('is not remembered when it was refused', async () => {
    const token = await signed(claims({ nbf: seconds() + 60 }));
    await expect(verify(token)).rejects.toThrow(TokenRefused);
    await expect(verify(token)).rejects.toThrow(TokenRefused);
    expect(asked).toBe(2);
  });
});

describe('a token that has been used', () => {
  test.each([
    ['session', VIEWER.sessionId],
    ['assignment', VIEWER.assignment?.id ?? ''],
  ])('is refused at the next call after its %s ended', async (_, id) => {
    const token = await signed();
    await verify(token);
    ended.add(id);
    await expect(verify(token)).rejects.toThrow(TokenRefused);
    await expect(verify(await signed(claims({ jti: 'another' })))).rejects.toThrow(TokenRefused);
  });

  test('works on when something else ended', async () => {
    const token = await signed();
    ended = new Set(['ses_other', 'asg_other', VIEWER.userId]);
    expect(await verify(token)).toEqual(VIEWER);
  });

  test('is neither taken nor refused while it is not known what has ended, and nobody else is let in', async () => {
    const token = await signed();
    await verify(token);
    isCurrent = false;
    await expect(verify(token)).rejects.toThrow(CannotVerify);
    await expect(verifier.verify(undefined, null)).rejects.toThrow(CannotVerify);
  });
});

describe('when identity’s keys', () => {
  /** A server in identity's place. */
  async function keyServer(handler: RequestListener): Promise<URL> {
    const server = createServer(handler);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`); // it listens on TCP
  }

  const use = (identity: URL): void => {
    verifier = verifierWith(remoteTokenKeys(identity));
  };

  test.each<[string, RequestListener]>([
    ['cannot be had for a fault', (_, response) => void response.writeHead(500).end()],
    ['are no JSON', (_, response) => void response.end('<html>')],
    ['are no key set', (_, response) => void response.end('{"keys": 5}')],
    [
      'are cut off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{');
        response.destroy();
      },
    ],
    ['never come', () => {}],
  ])('%s, then a token is neither taken nor refused', async (_, handler) => {
    use(await keyServer(handler));
    await expect(verify(await signed())).rejects.toThrow(CannotVerify);
    expect(await verifier.verify(undefined, null)).toBeNull();
  });

  test('are where nobody listens, then a token is neither taken nor refused', async () => {
    use(new URL('http://127.0.0.1:1'));
    await expect(verify(await signed())).rejects.toThrow(CannotVerify);
  });

  test('could not be had, then the same token is taken as soon as they can', async () => {
    let isDown = true;
    use(
      await keyServer((_, response) => {
        if (isDown) response.writeHead(503).end();
        else response.end(JSON.stringify(publicKeys));
      }),
    );
    const token = await signed();
    await expect(verify(token)).rejects.toThrow(CannotVerify);
    isDown = false;
    expect(await verify(token)).toEqual(VIEWER);
    isDown = true;
    expect(await verify(token)).toEqual(VIEWER); // and again without asking
  });

  test('hold one of another algorithm, then what it signed is refused', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const other = { ...(await exportJWK(publicKey)), kid: 'two', alg: 'ES256' };
    use(await keyServer((_, response) => void response.end(JSON.stringify({ keys: [...publicKeys.keys, other] }))));
    expect(await verify(await signed())).toEqual(VIEWER);
    await expect(verify(await signed(claims(), { alg: 'ES256', kid: 'two' }, privateKey))).rejects.toThrow(
      TokenRefused,
    );
  });

  test('do not hold the one that a token names, then it is refused', async () => {
    use(await keyServer((_, response) => void response.end(JSON.stringify(publicKeys))));
    await expect(verify(await signed(claims(), { kid: 'two' }))).rejects.toThrow(TokenRefused);
  });
});
