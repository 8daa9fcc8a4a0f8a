import { createHash } from 'node:crypto';
import { openKeyRing } from '@samplan/kit/auth/key-ring';
import { createSecrets } from '@samplan/kit/auth/secrets';
import type { Envelope, Transport } from '@samplan/kit/events/envelope';
import { inProcess } from '@samplan/kit/events/in-process';
import {
  addEventRoute,
  ConsumerUnreachable,
  createHttpTransport,
  remoteEventKeys,
} from '@samplan/kit/events/transport';
import { createHttpServer } from '@samplan/kit/server/http';
import { createLog } from '@samplan/kit/server/log';
import type { SubgraphName } from '@samplan/schema/events/contract';
import { type TestClock, testClock } from '@samplan/testing/clock';
import type { FastifyInstance } from 'fastify';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dataOf, eventOf, makePair, type Numbered, type Pair } from './pair.ts';

const HERE = { port: 0, host: '127.0.0.1' };
const TYPE = 'samplan-events+jwt';
const BATCH = 'application/cloudevents-batch+json';
const YEAR_MS = 365 * 24 * 3_600_000;

let pair: Pair;
let clock: TestClock;
let apps: Map<SubgraphName, FastifyInstance>;
let addresses: Map<SubgraphName, URL>;
let transport: Transport & { close(): Promise<void> };
let ring: ReturnType<typeof openKeyRing>;
/** Of organisation and sip. */
let anotherKey: CryptoKey;

const addressOf = (name: SubgraphName): URL => addresses.get(name) ?? new URL('http://127.0.0.1:1');

/** Identity, organisation and sip publish keys of their own, and care takes events: from identity and organisation. */
beforeEach(async () => {
  pair = await makePair();
  clock = testClock();
  apps = new Map();
  addresses = new Map();
  const log = createLog('test', 'silent');
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  anotherKey = privateKey;
  const another = { keys: [{ ...(await exportJWK(publicKey)), kid: 'another', alg: 'EdDSA' }] };
  ring = openKeyRing({
    pool: pair.producer.database.pool,
    purpose: 'EVENT',
    secrets: createSecrets(Buffer.alloc(32, 1)),
    now: clock.now,
    options: { settleMs: 0, rotateAfterMs: YEAR_MS, keepMs: YEAR_MS },
  });
  await ring.rotate();
  for (const name of ['identity', 'organisation', 'sip', 'care'] as const) {
    const app = await createHttpServer(log);
    if (name === 'care') {
      const producers = ['identity', 'organisation'] as const;
      addEventRoute(app, {
        consumer: name,
        inbox: pair.inbox,
        keysOf: remoteEventKeys(addressOf),
        producers,
        now: clock.now,
      });
    } else {
      app.get('/.well-known/event-keys.json', async () => (name === 'identity' ? await ring.publicKeys() : another));
    }
    addresses.set(name, new URL(await app.listen(HERE)));
    apps.set(name, app);
  }
  transport = createHttpTransport({ producer: 'identity', addressOf, keys: ring, now: clock.now });
});
afterEach(async () => {
  await transport.close();
  await Promise.all([...apps.values()].map((app) => app.close()));
  await pair.close();
});

/** A numbered event that a person of a long name or a wrong version makes larger or wrong. */
const eventWith = (numbered: Numbered, more: Readonly<Record<string, unknown>>): Envelope =>
  eventOf(numbered, { data: { ...dataOf(numbered), ...more } });

const seconds = (): number => Math.floor(clock.now().getTime() / 1000);
const hashOf = (body: string): string => createHash('sha256').update(body).digest('base64url');
/** What identity says when it signs a delivery to care. */
const claimsFor = (body: string): JWTPayload => ({
  iss: 'identity',
  aud: 'care',
  iat: seconds(),
  exp: seconds() + 60,
  sha256: hashOf(body),
});
const signed = (claims: JWTPayload, typ = TYPE): Promise<string> => ring.sign(claims, { typ });

/** Posts a body to care. */
async function post(body: string, token: string | null, type = BATCH): Promise<number> {
  const headers = { 'content-type': type, ...(token !== null && { authorization: `Bearer ${token}` }) };
  return (await fetch(new URL('/events', addressOf('care')), { method: 'POST', headers, body })).status;
}

describe('a delivery over HTTP', () => {
  test('that its producer signed is heard, and answered with a receipt for each event', async () => {
    const events = [eventOf(['asg_1', 1]), eventOf(['asg_1', 2]), eventWith(['asg_2', 1], { version: 0 })];
    expect(await transport('care', events)).toEqual([
      { id: events[0]?.id, outcome: 'HEARD', problem: null },
      { id: events[1]?.id, outcome: 'HEARD', problem: null },
      { id: events[2]?.id, outcome: 'REJECTED', problem: 'CONTRACT_BROKEN' },
    ]);
    expect(await pair.heard()).toEqual([
      ['asg_1', 1],
      ['asg_1', 2],
    ]);
  });

  test('is signed by whichever key is the producer’s now', async () => {
    await transport('care', [eventOf(['asg_1', 1])]);
    await ring.rotate('NOW');
    clock.move({ minutes: 1 });
    await fetch(new URL('/.well-known/event-keys.json', addressOf('identity')));
    const keys = (await ring.publicKeys()).keys;
    expect(keys).toHaveLength(2);
    await apps.get('care')?.close();
    const again = await createHttpServer(createLog('test', 'silent'));
    apps.set('care', again);
    const keysOf = remoteEventKeys(addressOf);
    addEventRoute(again, { consumer: 'care', inbox: pair.inbox, keysOf, producers: ['identity'], now: clock.now });
    addresses.set('care', new URL(await again.listen(HERE)));
    const later = createHttpTransport({ producer: 'identity', addressOf, keys: ring, now: clock.now });
    expect(await later('care', [eventOf(['asg_1', 2])])).toMatchObject([{ outcome: 'HEARD' }]);
    await later.close();
  });

  const body = (): string => JSON.stringify([eventOf(['asg_1', 1])]);

  test('is taken as it was signed, and what follows differs from this in one thing each', async () => {
    const text = body();
    expect(await post(text, await signed(claimsFor(text)))).toBe(200);
    expect(await pair.heard()).toHaveLength(1);
  });

  test.each<[string, (claims: JWTPayload) => string | null | Promise<string>]>([
    ['is not signed', () => null],
    ['is signed with nothing', (claims) => new UnsecuredJWT(claims).encode()],
    ['is signed with a key that is not the producer’s', (claims) => forged(claims)],
    ['brings its key along', (claims) => forged(claims, { jwk: true })],
    ['is signed as something else', (claims) => signed(claims, 'at+jwt')],
    ['is for another consumer', (claims) => signed({ ...claims, aud: 'sip' })],
    ['is for nobody', ({ aud: _, ...claims }) => signed(claims)],
    ['is in the name of another producer', (claims) => signed({ ...claims, iss: 'organisation' })],
    ['is of a subgraph that has nothing to tell here', (claims) => signedByAnother({ ...claims, iss: 'sip' })],
    ['is of nobody', ({ iss: _, ...claims }) => signed(claims)],
    ['is of an address', (claims) => signed({ ...claims, iss: 'http://127.0.0.1:1' })],
    ['is too late', (claims) => signed({ ...claims, iat: seconds() - 80, exp: seconds() - 20 })],
    ['is too early', (claims) => signed({ ...claims, nbf: seconds() + 60 })],
    ['never ends', ({ exp: _, ...claims }) => signed(claims)],
    ['is of no time', ({ iat: _, ...claims }) => signed(claims)],
    ['is for another body', (claims) => signed({ ...claims, sha256: hashOf('[]') })],
    ['is for no body', ({ sha256: _, ...claims }) => signed(claims)],
  ])('that %s is refused, and nothing of it is heard', async (_, sign) => {
    const text = body();
    expect(await post(text, await sign(claimsFor(text)))).toBe(401);
    expect(await pair.heard()).toEqual([]);
  });

  const signedByAnother = (claims: JWTPayload): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid: 'another' }).sign(anotherKey);

  test('that another producer signed is heard as that one’s', async () => {
    const text = body();
    expect(await post(text, await signedByAnother({ ...claimsFor(text), iss: 'organisation' }))).toBe(200);
    expect(await pair.heard()).toEqual([]); // and so it may not tell of assignments
  });

  /** Signs with a key of one's own, under the name of identity's. */
  async function forged(claims: JWTPayload, { jwk = false } = {}): Promise<string> {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA');
    const [key] = (await ring.publicKeys()).keys;
    const header = { alg: 'EdDSA', typ: TYPE, kid: key?.kid ?? '', ...(jwk && { jwk: await exportJWK(publicKey) }) };
    return await new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
  }

  test('that was caught and is sent again with other content is refused, and with the same is heard once', async () => {
    const text = body();
    const token = await signed(claimsFor(text));
    expect([await post(text, token), await post(text, token)]).toEqual([200, 200]);
    expect(await post(body(), token)).toBe(401);
    expect(await post(`${text} `, token)).toBe(401);
    expect(await pair.heard()).toHaveLength(1);
  });

  test.each([
    ['no JSON', '[', 400],
    ['no list', '{}', 400],
    ['a list of something else', '[{"id":"evt_1"}]', 400],
    [
      'more than a thousand events',
      () => JSON.stringify(Array.from({ length: 1001 }, () => eventOf(['asg_1', 1]))),
      400,
    ],
    [
      'more than four megabytes',
      () => JSON.stringify([eventWith(['asg_1', 1], { userId: 'x'.repeat(4_194_304) })]),
      413,
    ],
  ])('that holds %s is refused', async (_, given, status) => {
    const text = typeof given === 'string' ? given : given();
    expect(await post(text, await signed(claimsFor(text)))).toBe(status);
    expect(await pair.heard()).toEqual([]);
  });

  test('as an ordinary JSON body is refused: it has no hash', async () => {
    const text = body();
    expect(await post(text, await signed(claimsFor(text)), 'application/json')).toBe(401);
  });
});

describe('what does not fit into one delivery', () => {
  const big = (n: number, characters: number): Envelope => eventWith(['asg_1', n], { userId: 'x'.repeat(characters) });

  test('comes with the next: the first of the events, in order', async () => {
    const events = [big(1, 400_000), big(2, 400_000), big(3, 400_000)];
    expect((await transport('care', events)).map(({ id }) => id)).toEqual([events[0]?.id, events[1]?.id]);
    expect(await pair.heard()).toEqual([
      ['asg_1', 1],
      ['asg_1', 2],
    ]);
  });

  test('of characters that are long in bytes is counted in bytes', async () => {
    const events = [1, 2, 3].map((n) => eventWith(['asg_1', n], { userId: 'å'.repeat(250_000) }));
    expect(await transport('care', events)).toHaveLength(2);
  });

  test('comes alone when it is larger than a delivery should be', async () => {
    const events = [big(1, 2_000_000), eventOf(['asg_1', 2])];
    expect((await transport('care', events)).map(({ id }) => id)).toEqual([events[0]?.id]);
    expect(await pair.heard()).toEqual([['asg_1', 1]]);
  });
});

describe('a consumer', () => {
  const deliver = () => transport('care', [eventOf(['asg_1', 1])]);

  test('that nobody listens for cannot be reached', async () => {
    await apps.get('care')?.close();
    await expect(deliver()).rejects.toThrow();
  });

  test('that cannot fetch the producer’s keys is out of order, and refuses nobody', async () => {
    await apps.get('identity')?.close();
    const text = JSON.stringify([eventOf(['asg_1', 1])]);
    expect(await post(text, await signed(claimsFor(text)))).toBe(503);
    await expect(deliver()).rejects.toThrow(ConsumerUnreachable);
    expect(await pair.heard()).toEqual([]);
  });

  test.each<[string, (app: FastifyInstance) => void]>([
    ['fails', (app) => app.post('/events', (_, reply) => reply.code(500).send())],
    ['answers something else', (app) => app.post('/events', async () => ({ ok: true }))],
    ['answers no JSON', (app) => app.post('/events', (_, reply) => reply.type('text/html').send('<html>'))],
    ['sends elsewhere', (app) => app.post('/events', (_, reply) => reply.redirect(`${addressOf('care')}events`, 307))],
  ])('that %s has heard nothing', async (_, route) => {
    const app = await createHttpServer(createLog('test', 'silent'));
    app.addContentTypeParser(BATCH, { parseAs: 'string' }, (_request, text, done) => done(null, text));
    route(app);
    apps.set('sip', app);
    addresses.set('sip', new URL(await app.listen(HERE)));
    await expect(transport('sip', [eventOf(['asg_1', 1])])).rejects.toThrow();
    expect(await pair.heard()).toEqual([]);
  });
});

describe('a delivery within a process', () => {
  const events = (): readonly Envelope[] => [eventOf(['asg_1', 1])];

  test('reaches its consumer in the name of its producer', async () => {
    const receivers = new Map([['care', pair.inbox]] as const);
    const bring = inProcess('identity', receivers, Promise.resolve());
    expect(await bring('care', events())).toMatchObject([{ outcome: 'HEARD' }]);
    const inTheNameOfOthers = inProcess('sip', receivers, Promise.resolve());
    expect(await inTheNameOfOthers('care', events())).toMatchObject([{ problem: 'FOREIGN_SOURCE' }]);
  });

  test('waits until everyone has started', async () => {
    const receivers = new Map<SubgraphName, Pair['inbox']>();
    let tellAllStarted = (): void => {};
    const allStarted = new Promise<void>((resolve) => {
      tellAllStarted = resolve;
    });
    const receipts = inProcess('identity', receivers, allStarted)('care', events());
    expect(await pair.heard()).toEqual([]);
    receivers.set('care', pair.inbox);
    tellAllStarted();
    expect(await receipts).toMatchObject([{ outcome: 'HEARD' }]);
  });

  test('to somebody who is not there cannot be made', async () => {
    await expect(inProcess('identity', new Map(), Promise.resolve())('care', events())).rejects.toThrow(
      ConsumerUnreachable,
    );
  });
});
