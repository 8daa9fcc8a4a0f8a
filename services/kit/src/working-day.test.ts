import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, daysBetween } from './time.ts';
import { easterSunday, isWorkingDay, nextWorkingDay, previousWorkingDay } from './working-day.ts';

/** The days from Monday to Friday of a year that are no working days. */
function weekdaysOff(year: number): readonly string[] {
  const days = Array.from({ length: 366 }, (_, i) => addDays(`${year}-01-01`, i)).filter((day) =>
    day.startsWith(`${year}`),
  );
  return days.filter((day) => new Date(day).getUTCDay() % 6 !== 0 && !isWorkingDay(day));
}

describe('isWorkingDay', () => {
  // biome-ignore format: a table of the almanac
  test.each([
    [2024, ['2024-01-01', '2024-03-29', '2024-04-01', '2024-05-01', '2024-05-09', '2024-06-06', '2024-06-21', '2024-12-24', '2024-12-25', '2024-12-26', '2024-12-31']],
    [2026, ['2026-01-01', '2026-01-06', '2026-04-03', '2026-04-06', '2026-05-01', '2026-05-14', '2026-06-19', '2026-12-24', '2026-12-25', '2026-12-31']],
    [2027, ['2027-01-01', '2027-01-06', '2027-03-26', '2027-03-29', '2027-05-06', '2027-06-25', '2027-12-24', '2027-12-31']],
  ])('in %i these weekdays are free, and no others', (year, free) => {
    expect(weekdaysOff(year)).toEqual(free);
  });

  test('Saturdays and Sundays are none, with Midsummer Day and All Saints’ Day among them', () => {
    for (const day of ['2026-11-21', '2026-11-22', '2026-06-20', '2026-10-31']) expect(isWorkingDay(day)).toBe(false);
    expect(isWorkingDay('2026-11-23')).toBe(true);
  });
});

test.each([
  [1943, '1943-04-25'],
  [2005, '2005-03-27'],
  [2008, '2008-03-23'],
  [2011, '2011-04-24'],
  [2024, '2024-03-31'],
  [2025, '2025-04-20'],
  [2026, '2026-04-05'],
  [2038, '2038-04-25'],
  [2049, '2049-04-18'],
  [2076, '2076-04-19'],
])('Easter Sunday of %i is %s', (year, day) => {
  expect(easterSunday(year)).toBe(day);
});

const days = fc.integer({ min: 0, max: 109_000 }).map((n) => addDays('2005-01-01', n));
const years = fc.integer({ min: 2005, max: 2300 });

test('in every year Easter is a Sunday from 22 March to 25 April, and 6 to 13 weekdays are free', () => {
  fc.assert(
    fc.property(years, (year) => {
      const easter = easterSunday(year);
      expect(new Date(easter).getUTCDay()).toBe(0);
      expect(easter >= `${year}-03-22` && easter <= `${year}-04-25`).toBe(true);
      const free = weekdaysOff(year).length;
      expect(free).toBeGreaterThanOrEqual(6);
      expect(free).toBeLessThanOrEqual(13);
    }),
    { numRuns: 40 },
  );
});

test('the next working day is one, comes after, leaves none out, within six days; and the way back leads no further than here', () => {
  fc.assert(
    fc.property(days, (day) => {
      const next = nextWorkingDay(day);
      expect(isWorkingDay(next)).toBe(true);
      const between = Array.from({ length: daysBetween(day, next) - 1 }, (_, i) => addDays(day, i + 1));
      expect(between.some(isWorkingDay)).toBe(false);
      expect(daysBetween(day, next)).toBeLessThanOrEqual(6);
      expect(previousWorkingDay(next) <= day).toBe(true);
    }),
  );
});
