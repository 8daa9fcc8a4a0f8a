import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadInput } from '../server/errors.ts';
import { idempotencyKey, idList, MAX_TEXT, optionalText, text, within } from './input.ts';

function reasonOf(ask: () => unknown): unknown {
  try {
    ask();
  } catch (error) {
    if (error instanceof BadInput) return error.extensions['reason'];
  }
  return undefined;
}

describe('text from a user', () => {
  test('is kept as it is, markup, quotes and line breaks too', () => {
    for (const value of ['  hej  ', '<script>alert(1)</script>', "'; DROP TABLE patient; --", 'rad 1\r\nrad 2\tslut']) {
      expect(text('input.text', value)).toBe(value);
    }
  });

  test('f.6 126: is counted as people count, not in UTF-16 units', () => {
    expect(text('input.text', '🧑'.repeat(MAX_TEXT))).toHaveLength(2 * MAX_TEXT);
    expect(reasonOf(() => text('input.text', '🧑'.repeat(MAX_TEXT + 1)))).toBe('TOO_LONG');
    expect(text('input.text', 'å'.repeat(MAX_TEXT))).toHaveLength(MAX_TEXT);
    expect(reasonOf(() => text('input.text', 'a'.repeat(MAX_TEXT + 1)))).toBe('TOO_LONG');
  });

  test('must say something', () => {
    for (const value of ['', ' ', '\n\t ', '\u00a0', '\ufeff']) {
      expect(
        reasonOf(() => text('input.text', value)),
        JSON.stringify(value),
      ).toBe('EMPTY');
    }
  });

  test('may hold neither NUL, which PostgreSQL cannot store, nor half a character', () => {
    for (const value of ['a\u0000b', '\u0000', '\ud83e', 'a\udc00', '\udc00\ud800']) {
      expect(
        reasonOf(() => text('input.text', value)),
        JSON.stringify(value),
      ).toBe('NOT_TEXT');
    }
  });

  test('is refused with a sentence that does not repeat it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, unit: fc.constantFrom('\ud800', '1', '9', '0', ' ') }), (value) => {
        try {
          text('input.text', value, 5);
        } catch (error) {
          expect(String(error)).not.toContain(value);
        }
      }),
    );
  });

  test('may be left out where it is optional, but not be empty', () => {
    expect(optionalText('input.text', null)).toBeNull();
    expect(optionalText('input.text', undefined)).toBeNull();
    expect(reasonOf(() => optionalText('input.text', ''))).toBe('EMPTY');
  });
});

test('an idempotency key has 1 to 100 characters', () => {
  expect(idempotencyKey('k'.repeat(100))).toHaveLength(100);
  expect(reasonOf(() => idempotencyKey('k'.repeat(101)))).toBe('TOO_LONG');
  expect(reasonOf(() => idempotencyKey(' '))).toBe('EMPTY');
});

test('a list of ids has at least one, at most so many, and none twice', () => {
  expect(idList('input.ids', ['a', 'b'], 2)).toEqual(['a', 'b']);
  expect(reasonOf(() => idList('input.ids', [], 2))).toBe('EMPTY');
  expect(reasonOf(() => idList('input.ids', ['a', 'b', 'c'], 2))).toBe('TOO_MANY');
  expect(reasonOf(() => idList('input.ids', ['a', 'a'], 2))).toBe('REPEATED');
});

test('an instant within its limits, both included, is taken', () => {
  const [one, two, three] = [new Date(1000), new Date(2000), new Date(3000)];
  expect(within('input.at', two, two, two, '')).toBe(two);
  expect(within('input.at', two, null, null, '')).toBe(two);
  expect(reasonOf(() => within('input.at', one, two, three, 'för tidigt.'))).toBe('TOO_EARLY');
  expect(reasonOf(() => within('input.at', three, one, two, 'för sent.'))).toBe('TOO_LATE');
});
