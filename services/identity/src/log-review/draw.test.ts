import { addDays } from '@samplan/kit/time';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawDay, newSeed } from './draw.ts';

const FROM = '2026-10-01';

test('when the seed, the unit and the period are the same, then the day is the same; it always lies in the period', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.integer({ min: 1, max: 62 }), (seed, unit, days) => {
      const day = drawDay(seed, unit, FROM, days);
      expect(drawDay(seed, unit, FROM, days)).toBe(day);
      expect(day >= FROM && day < addDays(FROM, days)).toBe(true);
    }),
  );
});

test('when many are drawn, then every day of a month comes up, none of them far oftener than others', () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 31_000; i += 1) {
    const day = drawDay('seed', `unt_${i}`, FROM, 31);
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  expect(counts.size).toBe(31);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(200);
});

test('when another seed is used, then other days are drawn', () => {
  const days = (seed: string): readonly string[] =>
    Array.from({ length: 20 }, (_, i) => drawDay(seed, `unt_${i}`, FROM, 31));
  expect(days('one')).not.toEqual(days('two'));
  expect(newSeed()).not.toBe(newSeed());
});
