import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACCOUNT_LIMIT, countersOf, FORGET_MS, PLACE_LIMIT, waitAfter, waitsOf } from './domain.ts';

const MINUTE = 60_000;
const LIMITS = [
  ['an account', ACCOUNT_LIMIT],
  ['a place', PLACE_LIMIT],
] as const;

describe('waitAfter', () => {
  test.each([
    [1, 0],
    [4, 0],
    [5, MINUTE],
    [6, 2 * MINUTE],
    [8, 8 * MINUTE],
    [9, 15 * MINUTE],
    [10_000, 15 * MINUTE],
  ])('after %i guesses at an account nothing is looked at for %i ms', (guesses, wait) => {
    expect(waitAfter(guesses, ACCOUNT_LIMIT)).toBe(wait);
  });

  test.each([
    [99, 0],
    [100, 10_000],
    [101, 20_000],
    [104, 160_000],
    [105, 5 * MINUTE],
  ])('after %i guesses from a place nothing is looked at for %i ms', (guesses, wait) => {
    expect(waitAfter(guesses, PLACE_LIMIT)).toBe(wait);
  });

  test.each(LIMITS)('for %s it never shrinks and never grows beyond the longest', (_, limit) => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (a, b) => {
        const [fewer, more] = [Math.min(a, b), Math.max(a, b)];
        expect(waitAfter(fewer, limit)).toBeLessThanOrEqual(waitAfter(more, limit));
        expect(waitAfter(more, limit)).toBeLessThanOrEqual(limit.longestWaitMs);
      }),
    );
  });

  test('when somebody guesses at an account as often as may be for a day, then fewer than 110 guesses are looked at', () => {
    let looked = 0;
    for (let at = 0; at < 24 * 60 * MINUTE; at += waitAfter(looked, ACCOUNT_LIMIT)) looked += 1;
    expect(looked).toBeLessThan(110);
  });

  test('when somebody waits until guesses are forgotten, then no more are looked at than by going on', () => {
    const [goingOn, waiting] = [(4 * 60 * MINUTE) / ACCOUNT_LIMIT.longestWaitMs, (4 * 60 * MINUTE) / FORGET_MS];
    expect(waiting * ACCOUNT_LIMIT.free).toBeLessThanOrEqual(goingOn + ACCOUNT_LIMIT.free);
  });
});

describe('waitsOf', () => {
  test.each(LIMITS)('for %s it lists the wait after each guess until it grows no more', (_, limit) => {
    const waits = waitsOf(limit);
    expect(waits).toEqual(waits.map((_wait, i) => waitAfter(i + 1, limit)));
    expect(waits.filter((wait) => wait === limit.longestWaitMs)).toHaveLength(1);
    expect(waits.at(-1)).toBe(limit.longestWaitMs);
  });
});

describe('countersOf', () => {
  test.each([
    ['a place of the account’s own', '192.0.2.7', true, ['ACCOUNT_AT_PLACE']],
    ['another place', '192.0.2.7', false, ['ACCOUNT', 'PLACE']],
    ['nobody knows where', null, false, ['ACCOUNT']],
    ['nobody knows where, whatever is remembered', null, true, ['ACCOUNT']],
  ])('a guess from %s', (_, place, isOwn, counters) => {
    expect(countersOf(place, isOwn).map(([counter]) => counter)).toEqual(counters);
  });
});
