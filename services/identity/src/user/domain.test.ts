import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalPassword, canonicalUsername } from './domain.ts';

/** Signs that change into others, or into white space, when they are normalised. */
const TREACHEROUS = fc.constantFrom('¨', '´', 'İ', 'ẛ', '\u0323', '\u0307', 'Å', '\u00a0', 'ﬁ', 'K', ' ', 'a');

describe('canonicalUsername', () => {
  test.each([
    ['upper case', 'SSK.Medicin', 'ssk.medicin'],
    ['white space around', '  ssk.medicin\t', 'ssk.medicin'],
    ['å composed of a and a ring', 'a\u030asa.a\u0308ng', 'åsa.äng'],
    ['full-width letters', 'ＡＮＮＡ', 'anna'],
  ])('when a username has %s, then it is the same as without', (_, given, expected) => {
    expect(canonicalUsername(given)).toBe(expected);
  });

  test('whatever is given, then what is stored is found again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: TREACHEROUS })), (given) => {
        const once = canonicalUsername(given);
        expect(canonicalUsername(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('canonicalPassword', () => {
  test('when å is composed of a and a ring, then it is the same password', () => {
    expect(canonicalPassword('A\u030aterv\u0061\u0308g-1')).toBe('Återväg-1');
  });

  test.each(['Password-1', ' Password-1 ', 'ＡPassword-1'])(
    'when a password is %j, then nothing is taken away',
    (given) => {
      expect(canonicalPassword(given)).toBe(given);
    },
  );
});
