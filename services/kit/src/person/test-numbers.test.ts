import { describe, expect, test } from 'vitest';
import { fitsEnvironment, testNumbers } from './test-numbers.ts';

describe('f.1 18: which patients may be registered where (G-127)', () => {
  test('official test numbers everywhere but in production', () => {
    for (const digits of ['191010239810', '192410199240', '191401682396', '193302912385']) {
      expect(fitsEnvironment(digits, 'PRODUCTION')).toBe(false);
      expect(fitsEnvironment(digits, 'TRAINING')).toBe(true);
      expect(fitsEnvironment(digits, 'ACCEPTANCE')).toBe(true);
    }
  });

  test('any other number in production and nowhere else: membership decides, not the pattern (G-126)', () => {
    // Valid, but on no list: the much used example of f.1 1.
    expect(fitsEnvironment('191212121212', 'PRODUCTION')).toBe(true);
    expect(fitsEnvironment('191212121212', 'TRAINING')).toBe(false);
    expect(fitsEnvironment('191212121212', 'ACCEPTANCE')).toBe(false);
  });

  test('the lists are whole: 41 129 personal numbers, two of which stand twice, and 2 264 coordination numbers (G-126)', () => {
    const coordination = [...testNumbers()].filter((digits) => Number(digits.slice(6, 8)) >= 60);
    expect([testNumbers().size - coordination.length, coordination.length]).toEqual([41_127, 2264]);
  });
});
