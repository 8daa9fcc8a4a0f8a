import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@samplan/identity/generated/prisma/client';
import { ACCOUNT_LIMIT, FORGET_MS, OWN_PLACE_DAYS, PLACE_LIMIT, waitAfter } from '@samplan/identity/guess/domain';
import { prismaGuesses } from '@samplan/identity/guess/store.prisma';
import { verify } from '@samplan/identity/user/hashing';
import { createSecrets } from '@samplan/kit/auth/secrets';
import { addHours } from '@samplan/kit/time';
import { askerAt, type Json } from '@samplan/testing/ask';
import { testDatabase } from '@samplan/testing/database';
import { mutation } from '@samplan/testing/operations';
import { type TestRegion, testRegion } from '@samplan/testing/region';
import type { Account } from '@samplan/testing/sessions';
import { inOneProcess, overHttp, type RunningHere, type Shape } from '@samplan/testing/shapes';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

// Listens to the hashing and changes nothing in it.
vi.mock('@samplan/identity/user/hashing', { spy: true });

const WARD = 'Avd 11 Medicin, Sundsvall';
const WRONG = 'Fel-losen-9';
const signIn = mutation('signIn', 'tokens { accessToken }', '... on TooManyAttempts { retryAt }');

const SHAPES: readonly (readonly [string, Shape<RunningHere>])[] = [
  ['in one process', inOneProcess],
  ['over HTTP', overHttp],
];

describe.each(SHAPES)('guesses at sign-in, %s', (_, shape) => {
  let region: TestRegion;
  let account: Account;
  let places = 0;
  /** Somewhere that no other test has been. */
  const elsewhere = (): string => {
    places += 1;
    return `198.51.${places >> 8}.${places & 255}`;
  };

  beforeAll(async () => {
    region = await testRegion({ shape, proxies: ['127.0.0.0/8', '::1'] });
  });
  afterAll(() => region.close());
  beforeEach(async () => {
    account = await region.account([{ unit: WARD, role: 'NURSE' }]);
  });

  /** Tries to sign in: the code of what is wrong, or `OK`. */
  async function tried(address: string, change: Partial<Account> = {}): Promise<string> {
    const { organisation, username, password } = { ...account, ...change };
    const outcome = await signIn(askerAt(region.running.url, address), { organisation, username, password });
    return outcome.code ?? (outcome.tokens ? 'OK' : outcome.errors?.[0]?.extensions.code);
  }
  async function guessed(times: number, change: Partial<Account> = {}): Promise<readonly string[]> {
    const codes: string[] = [];
    for (let i = 0; i < times; i += 1) codes.push(await tried(elsewhere(), { password: WRONG, ...change }));
    return codes;
  }

  test('when an account is guessed at from everywhere, then five are looked at, and then one after each growing wait', async () => {
    expect(await guessed(6)).toEqual([...Array(5).fill('SIGN_IN_REFUSED'), 'TOO_MANY_ATTEMPTS']);
    expect(await tried(elsewhere())).toBe('TOO_MANY_ATTEMPTS');
    for (const minutes of [1, 2, 4]) {
      region.clock.move({ minutes });
      expect(await guessed(2)).toEqual(['SIGN_IN_REFUSED', 'TOO_MANY_ATTEMPTS']);
    }
    region.clock.move({ minutes: 8 });
    expect(await tried(elsewhere())).toBe('OK');
  });

  test('when it is tried too often, then the answer says from when on it may be tried again', async () => {
    const earliest = region.clock.now().getTime() + 60_000;
    await guessed(5);
    const latest = region.clock.now().getTime() + 60_000;
    const { organisation, username } = account;
    const refused = await signIn(askerAt(region.running.url, elsewhere()), { organisation, username, password: WRONG });
    expect(refused).toEqual({
      __typename: 'TooManyAttempts',
      code: 'TOO_MANY_ATTEMPTS',
      message: expect.any(String),
      retryAt: expect.any(String),
    });
    const retryAt = Date.parse(refused.retryAt);
    expect(retryAt).toBeGreaterThanOrEqual(earliest);
    expect(retryAt).toBeLessThanOrEqual(latest);
    const logged = await region.databases.identity.query(
      'SELECT action, reason FROM kit.access_log WHERE subject_id = $1 ORDER BY entry DESC LIMIT 1',
      [account.userId],
    );
    expect(logged).toEqual([{ action: 'session.start', reason: 'TOO_MANY_ATTEMPTS' }]);
  });

  test('when a name that is nobody’s is guessed at, then the answers are those of one that is somebody’s', async () => {
    const [known, unknown] = [await guessed(7), await guessed(7, { username: 'ingen.alls' })];
    expect(unknown).toEqual(known);
    expect(unknown).toContain('TOO_MANY_ATTEMPTS');
  });

  test('when the name is written in another way, then it is the same account', async () => {
    await guessed(4);
    await guessed(1, { username: ` ${account.username.toUpperCase()} `, organisation: ' REGION-vasternorrland' });
    expect(await tried(elsewhere())).toBe('TOO_MANY_ATTEMPTS');
  });

  test('when an account is under attack, then its user still signs in from where it has signed in before', async () => {
    const [desk, ward] = [elsewhere(), elsewhere()];
    expect(await tried(desk)).toBe('OK');
    expect(await guessed(8)).toContain('TOO_MANY_ATTEMPTS');
    expect(await tried(desk)).toBe('OK');
    expect(await tried(ward)).toBe('TOO_MANY_ATTEMPTS');
    region.clock.move({ minutes: OWN_PLACE_DAYS * 24 * 60 - 1 });
    await guessed(8);
    expect(await tried(desk)).toBe('OK');
    region.clock.move({ minutes: OWN_PLACE_DAYS * 24 * 60 });
    await guessed(8);
    expect(await tried(desk)).toBe('TOO_MANY_ATTEMPTS');
  });

  test('when the guesses come from the user’s own place, then they are slowed there and the user signs in elsewhere', async () => {
    const desk = elsewhere();
    await tried(desk);
    for (let i = 0; i < 5; i += 1) expect(await tried(desk, { password: WRONG })).toBe('SIGN_IN_REFUSED');
    expect(await tried(desk)).toBe('TOO_MANY_ATTEMPTS');
    expect(await tried(elsewhere())).toBe('OK');
  });

  test('when somebody signs in rightly many times at once or in a row, then nothing is slowed', async () => {
    for (let i = 0; i < 7; i += 1) expect(await tried(elsewhere())).toBe('OK');
    await guessed(4);
    expect(await tried(elsewhere())).toBe('OK');
    expect(await guessed(2)).toEqual(['SIGN_IN_REFUSED', 'TOO_MANY_ATTEMPTS']);
  });

  test('when a network of version 6 guesses with ever new addresses at ever new names, then it is counted as one place', async () => {
    for (let i = 0; i < 12; i += 1) {
      await tried(`2001:db8:1:1::${i.toString(16)}`, { username: `namn${i}`, password: WRONG });
    }
    const rows = await region.databases.identity.query('SELECT guesses FROM guess WHERE guesses > 10');
    expect(rows).toEqual([{ guesses: 12 }]);
  });

  test('when the client claims to be elsewhere, then the address that the proxy saw counts', async () => {
    const desk = elsewhere();
    await tried(desk);
    for (let i = 0; i < 5; i += 1) await tried(`${elsewhere()}, ${desk}`, { password: WRONG });
    expect(await tried(desk)).toBe('TOO_MANY_ATTEMPTS');
  });
});

test('when a thousand guesses come from fifty clients at once, then five are looked at', async () => {
  const region = await testRegion({ proxies: ['127.0.0.0/8', '::1'] });
  try {
    const { organisation, username, password } = await region.account([{ unit: WARD, role: 'NURSE' }]);
    const input = { organisation, username, password: WRONG };
    const began = region.clock.now().getTime();
    vi.mocked(verify).mockClear();
    const outcomes: Json[] = [];
    const guess = async (i: number): Promise<void> => {
      const client = askerAt(region.running.url, `203.0.${i >> 8}.${i & 255}`);
      outcomes.push(await signIn(client, i === 999 ? { ...input, password } : input));
    };
    // Fifty clients at once, with twenty guesses each.
    const clients = Array.from({ length: 50 }, async (_, client) => {
      for (let i = client; i < 1000; i += 50) await guess(i);
    });
    await Promise.all(clients);
    const minutes = Math.floor((region.clock.now().getTime() - began) / 60_000); // one more may be looked at after each
    expect(vi.mocked(verify).mock.calls.length).toBeLessThanOrEqual(ACCOUNT_LIMIT.free + minutes);
    const codes = outcomes.map(({ code, errors }) => code ?? errors?.[0]?.extensions.code);
    expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS').length).toBeGreaterThan(0);
    expect(codes).not.toContain('INTERNAL');
  } finally {
    await region.close();
  }
});

test('when there is no proxy, then what a client writes into the header counts for nothing', async () => {
  const region = await testRegion();
  try {
    const { organisation, username, password } = await region.account([{ unit: WARD, role: 'NURSE' }]);
    const tried = async (address: string, given: string): Promise<Json> =>
      await signIn(askerAt(region.running.url, address), { organisation, username, password: given });
    expect((await tried('203.0.113.1', password)).__typename).toBe('SignInOk');
    for (let i = 0; i < 5; i += 1) await tried(`203.0.113.${i + 2}`, WRONG);
    expect((await tried('203.0.113.1', password)).code).toBe('TOO_MANY_ATTEMPTS');
  } finally {
    await region.close();
  }
});

describe('the count', () => {
  const GUESS = { organisation: 'sundsvall', username: 'test.nurse', userId: null, place: '192.0.2.7' };
  const NOW = new Date('2026-11-21T08:00:00Z');
  const after = (ms: number): Date => new Date(NOW.getTime() + ms);

  async function withStore(
    work: (store: ReturnType<typeof prismaGuesses>, rows: () => Promise<Json>) => Promise<void>,
  ) {
    const database = await testDatabase('identity');
    const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.url }) });
    try {
      const rows = async (): Promise<Json> => [
        await database.query('SELECT key, guesses, open_at, forget_at FROM guess ORDER BY guesses, key'),
        await database.query('SELECT key FROM own_place'),
      ];
      await work(prismaGuesses(db, createSecrets(Buffer.alloc(32, 1))), rows);
    } finally {
      await db.$disconnect();
      await database.drop();
    }
  }

  test('when guess follows guess as soon as may be, then the waits are those of the rule', async () => {
    await withStore(async (store) => {
      let at = 0;
      for (let guesses = 1; guesses <= 12; guesses += 1) {
        expect(await store.take(GUESS, after(at))).toMatchObject({ isTaken: true });
        const wait = waitAfter(guesses, ACCOUNT_LIMIT);
        const next = { isTaken: false, retryAt: after(at + wait) };
        if (wait > 0) expect(await store.take(GUESS, after(at + wait - 1))).toEqual(next);
        at += wait;
      }
    });
  });

  test('when several are counted at once, then one that began earlier and is counted later is not turned away', async () => {
    await withStore(async (store) => {
      const first = await store.take(GUESS, after(5));
      expect(first).toMatchObject({ isTaken: true });
      expect(await store.take(GUESS, after(3))).toMatchObject({ isTaken: true });
      if (first.isTaken) await first.giveBack();
      expect(await store.take(GUESS, after(1))).toMatchObject({ isTaken: true });
      expect(await store.take({ ...GUESS, username: 'another' }, NOW)).toMatchObject({ isTaken: true });
    });
  });

  test('when ever new names are guessed at from one place, then a hundred are looked at, and other places are not slowed', async () => {
    await withStore(async (store, rows) => {
      const at = (i: number, place: string) => store.take({ ...GUESS, username: `namn${i}`, place }, NOW);
      for (let i = 0; i < PLACE_LIMIT.free; i += 1) expect((await at(i, '192.0.2.7')).isTaken).toBe(true);
      expect(await at(1000, '192.0.2.7')).toEqual({ isTaken: false, retryAt: after(PLACE_LIMIT.firstWaitMs) });
      expect((await rows())[0]).toHaveLength(PLACE_LIMIT.free + 1); // a name that was not looked at leaves nothing
      expect((await at(1000, '192.0.2.8')).isTaken).toBe(true);
    });
  });

  test('when a thousand are asked for at once, then they are counted one by one', async () => {
    await withStore(async (store) => {
      const taken = await Promise.all(Array.from({ length: 1000 }, () => store.take(GUESS, NOW)));
      expect(taken.filter(({ isTaken }) => isTaken)).toHaveLength(ACCOUNT_LIMIT.free);
    });
  });

  test('when one of the two counts is closed, then the guess is counted in neither', async () => {
    await withStore(async (store, rows) => {
      for (let i = 0; i < 5; i += 1) await store.take(GUESS, NOW);
      const [before] = await rows();
      for (let i = 0; i < 5; i += 1) await store.take(GUESS, NOW);
      expect((await rows())[0]).toEqual(before);
      expect(before.map(({ guesses }: Json) => guesses)).toEqual([5, 5]);
    });
  });

  test('when nothing counts any longer, then nothing is kept, and nothing that is kept names anybody', async () => {
    await withStore(async (store, rows) => {
      for (let i = 0; i < 3; i += 1) await store.take(GUESS, NOW);
      await store.remember('usr_1', '192.0.2.7', NOW);
      await store.tidy(after(FORGET_MS - 1));
      const kept = await rows();
      expect([kept[0].length, kept[1].length]).toEqual([2, 1]);
      expect(JSON.stringify(kept)).not.toMatch(/nurse|192|usr_/);
      await store.tidy(after(FORGET_MS));
      expect((await rows())[0]).toEqual([]);
      await store.tidy(addHours(NOW, OWN_PLACE_DAYS * 24));
      expect(await rows()).toEqual([[], []]);
    });
  });

  test('when guesses are forgotten that were not swept yet, then the count begins anew', async () => {
    await withStore(async (store, rows) => {
      for (let i = 0; i < 5; i += 1) await store.take(GUESS, NOW);
      await store.take(GUESS, after(60_000 + FORGET_MS));
      expect((await rows())[0].map(({ guesses }: Json) => guesses)).toEqual([1, 1]);
    });
  });
});
