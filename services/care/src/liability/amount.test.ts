import { addDays } from '@samplan/kit/time';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Amounts, price, sumSek, yearOf } from './amount.ts';
import { daysFrom } from './calendar.ts';

/** The amounts of G-035; 2021 was not found, and none is invented (f.4 80). */
const AMOUNTS: Amounts = new Map([
  [2019, 7800],
  [2020, 8200],
  [2022, 9300],
  [2023, 10_500],
]);

test('when a stay goes over New Year, then each day costs the amount of its own year (f.4 79)', () => {
  const priced = price(daysFrom('2022-12-30', '2023-01-02'), AMOUNTS, null);
  expect(priced).toEqual({
    ok: true,
    value: [
      { on: '2022-12-30', amountSek: 9300 },
      { on: '2022-12-31', amountSek: 9300 },
      { on: '2023-01-01', amountSek: 10_500 },
    ],
  });
  expect(priced.ok && sumSek(priced.value)).toBe(29_100);
});

test('when a year has no amount, then nothing is summed and the year is named (f.4 79, G-036)', () => {
  expect(price(daysFrom('2020-12-30', '2021-01-02'), AMOUNTS, null)).toEqual({ ok: false, problem: { year: 2021 } });
  expect(price(daysFrom('2020-12-30', '2021-01-01'), AMOUNTS, null).ok).toBe(true);
  expect(price([], new Map(), null)).toEqual({ ok: true, value: [] });
});

test('when an amount is agreed, then it holds whatever the year (G-018)', () => {
  const priced = price(daysFrom('2020-12-31', '2021-01-02'), AMOUNTS, 5000);
  expect(priced.ok && sumSek(priced.value)).toBe(10_000);
});

test('whatever the days, then the sum is that of each day’s year, or the first year without an amount is named', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2500 }), fc.integer({ min: 0, max: 800 }), (offset, length) => {
      const first = addDays('2018-06-01', offset);
      const days = daysFrom(first, addDays(first, length));
      const priced = price(days, AMOUNTS, null);
      const missing = days.map(yearOf).find((year) => !AMOUNTS.has(year));
      if (priced.ok) {
        expect(missing).toBeUndefined();
        const expected = [...AMOUNTS].reduce(
          (sum, [year, sek]) => sum + sek * days.filter((day) => day.startsWith(String(year))).length,
          0,
        );
        expect(sumSek(priced.value)).toBe(expected);
      } else expect(priced.problem.year).toBe(missing);
    }),
  );
});
