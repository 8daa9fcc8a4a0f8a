import { type KeyPurpose, type KeyRing, openKeyRing } from '@samplan/kit/auth/key-ring';
import { createSecrets, WrongKeySecret } from '@samplan/kit/auth/secrets';
import type { Database } from '@samplan/kit/db/database';
import { EnvironmentInvalid } from '@samplan/kit/env';
import { type TestClock, testClock } from '@samplan/testing/clock';
import { type OpenTestDatabase, openTestDatabase } from '@samplan/testing/open-database';
import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const MINUTE_MS = 60_000;
/** A new key signs after 5 minutes, is made every 60, and is published 10 after its successor began. */
const TIMES = { settleMs: 5 * MINUTE_MS, rotateAfterMs: 60 * MINUTE_MS, keepMs: 10 * MINUTE_MS };

let db: OpenTestDatabase;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase('identity');
  clock = testClock();
});
afterEach(() => db.drop());

const secretOf = (byte: number) => createSecrets(Buffer.alloc(32, byte));

/** The ring as a process of the subgraph opens it. */
function open(o: { purpose?: KeyPurpose; secret?: number; database?: Database } = {}): KeyRing {
  const { purpose = 'ACCESS_TOKEN', secret = 1, database = db.database } = o;
  return openKeyRing({ pool: database.pool, purpose, secrets: secretOf(secret), now: clock.now, options: TIMES });
}

const sign = (ring: KeyRing): Promise<string> => ring.sign({ sub: 'prov' }, { typ: 'prov' });
const keyOf = (token: string): string | undefined => decodeProtectedHeader(token).kid;
const published = async (ring: KeyRing) => (await ring.publicKeys()).keys.map(({ kid }) => kid);

/** Does somebody who fetches the published keys accept the token? */
async function isAccepted(ring: KeyRing, token: string): Promise<boolean> {
  try {
    await jwtVerify(token, createLocalJWKSet(await ring.publicKeys()), { typ: 'prov' });
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(errors.JWKSNoMatchingKey);
    return false;
  }
}

const stored = () =>
  db.query<{ kid: string; private_sealed: string }>(
    'SELECT kid, private_sealed FROM kit.signing_key ORDER BY active_at',
  );

describe('a key ring', () => {
  test('signs with its first key at once, and cannot sign before there is one', async () => {
    const ring = open();
    await expect(sign(ring)).rejects.toThrow('no ACCESS_TOKEN key is ready to sign');
    await ring.rotate();
    const token = await sign(ring);
    expect(await isAccepted(ring, token)).toBe(true);
    expect(await published(ring)).toEqual([keyOf(token)]);
  });

  test('keeps a key until its time, then makes a new one, which signs when everyone has had time to fetch it', async () => {
    const ring = open();
    await ring.rotate();
    const old = await sign(ring);
    clock.move({ minutes: 59 });
    await ring.rotate();
    expect(await published(ring)).toHaveLength(1);

    clock.move({ minutes: 1 });
    await ring.rotate();
    expect(await published(ring)).toHaveLength(2);
    expect(keyOf(await sign(ring))).toBe(keyOf(old));
    clock.move({ minutes: 4.9 });
    expect(keyOf(await sign(ring))).toBe(keyOf(old));
    clock.move({ minutes: 0.2 });
    const first = await sign(ring);
    expect(await published(ring)).toContain(keyOf(first));
    expect(keyOf(first)).not.toBe(keyOf(old));
    expect(await isAccepted(ring, first)).toBe(true);
  });

  test('publishes the old key until nothing lives that it signed, and then no longer', async () => {
    const ring = open();
    await ring.rotate();
    const old = await sign(ring);
    await ring.rotate('NOW');
    clock.move({ minutes: 14.9 });
    await ring.rotate();
    expect(await isAccepted(ring, old)).toBe(true);
    clock.move({ minutes: 0.2 });
    await ring.rotate();
    expect(await isAccepted(ring, old)).toBe(false);
    expect(await published(ring)).toEqual([keyOf(await sign(ring))]);
    expect(await stored()).toHaveLength(1);
  });

  test('makes one key when several processes of a subgraph start at once', async () => {
    const rings = [open(), open({ database: db.openAgain().database }), open({ database: db.openAgain().database })];
    await Promise.all(rings.map((ring) => ring.rotate()));
    expect(await stored()).toHaveLength(1);
    expect(new Set(await Promise.all(rings.map(async (ring) => keyOf(await sign(ring))))).size).toBe(1);
  });

  test('knows the new key of another process long before that signs', async () => {
    const [one, two] = [open(), open({ database: db.openAgain().database })];
    await one.rotate();
    const old = await sign(two);
    await one.rotate('NOW');
    clock.move({ minutes: 0.1 });
    expect(await published(two)).toEqual(await published(one));
    expect(keyOf(await sign(two))).toBe(keyOf(old));
    clock.move({ minutes: 5 });
    expect(keyOf(await sign(two))).toBe(keyOf(await sign(one)));
    expect(keyOf(await sign(two))).not.toBe(keyOf(old));
  });

  test('of one purpose neither signs with nor publishes the keys of the other', async () => {
    const [tokens, events] = [open(), open({ purpose: 'EVENT' })];
    await tokens.rotate();
    await expect(sign(events)).rejects.toThrow('no EVENT key');
    clock.move({ minutes: 1 });
    await events.rotate();
    clock.move({ minutes: 20 });
    await tokens.rotate(); // a later key of the other is no successor
    expect(await isAccepted(tokens, await sign(events))).toBe(false);
    expect(await isAccepted(events, await sign(tokens))).toBe(false);
    await tokens.rotate('NOW');
    clock.move({ minutes: 16 });
    await tokens.rotate(); // clears away its own only
    expect(await published(events)).toHaveLength(1);
  });
});

describe('the private part of a key', () => {
  test('lies encrypted in the database and is never published', async () => {
    const ring = open();
    await ring.rotate();
    const [row] = await stored();
    const { d, x } = JSON.parse(secretOf(1).open(row?.private_sealed ?? ''));
    expect(d).toMatch(/^[\w-]{43}$/);
    const [everything] = await db.query<{ text: string }>('SELECT row_to_json(k)::text AS text FROM kit.signing_key k');
    expect(everything?.text).toContain(x);
    expect(everything?.text).not.toContain(d);
    expect(JSON.stringify(await ring.publicKeys())).not.toContain(d);
  });

  test('is sealed differently each time, and a seal that was changed does not open', () => {
    const sealed = secretOf(1).seal('hemligt');
    expect(secretOf(1).seal('hemligt')).not.toBe(sealed);
    expect(secretOf(1).open(sealed)).toBe('hemligt');
    const bytes = Buffer.from(sealed, 'base64');
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => secretOf(1).open(changed.toString('base64')), `byte ${i}`).toThrow(WrongKeySecret);
    }
    for (const nothing of ['', 'AAAA', sealed.slice(0, 20)]) {
      expect(() => secretOf(1).open(nothing)).toThrow(WrongKeySecret);
    }
    expect(() => createSecrets(Buffer.alloc(31))).toThrow(RangeError);
  });

  test('that another secret sealed stops the start in one sentence, and no key is made beside it', async () => {
    await open().rotate();
    const wrong = open({ secret: 2 });
    for (const force of [undefined, 'NOW'] as const) {
      const refused = wrong.rotate(force);
      await expect(refused).rejects.toThrow(
        /^SAMPLAN_KEY_SECRET does not open the secrets in the database; give the one that they were made with\.$/,
      );
      await expect(refused).rejects.toBeInstanceOf(EnvironmentInvalid); // what every process shows without a stack
    }
    expect(await stored()).toHaveLength(1);
    await expect(sign(wrong)).rejects.toThrow(WrongKeySecret);
    expect(await isAccepted(open(), await sign(open()))).toBe(true);
  });
});
