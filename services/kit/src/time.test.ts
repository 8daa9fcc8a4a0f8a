import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, addHours, startOfStockholmDay, stockholmDay, stockholmInstant, swedishTime } from './time.ts';

const at = (text: string): Date => new Date(text);

describe('the day in Stockholm', () => {
  test('begins at 23:00 UTC in winter and at 22:00 UTC in summer', () => {
    expect(stockholmDay(at('2026-01-14T22:59:59.999Z'))).toBe('2026-01-14');
    expect(stockholmDay(at('2026-01-14T23:00:00.000Z'))).toBe('2026-01-15');
    expect(stockholmDay(at('2026-07-14T21:59:59.999Z'))).toBe('2026-07-14');
    expect(stockholmDay(at('2026-07-14T22:00:00.000Z'))).toBe('2026-07-15');
    expect(startOfStockholmDay('2026-01-15')).toEqual(at('2026-01-14T23:00:00.000Z'));
    expect(startOfStockholmDay('2026-07-15')).toEqual(at('2026-07-14T22:00:00.000Z'));
  });

  test('has 23 hours when summer time begins and 25 when it ends', () => {
    const hoursOf = (day: string): number =>
      (startOfStockholmDay(addDays(day, 1)).getTime() - startOfStockholmDay(day).getTime()) / 3_600_000;
    expect(hoursOf('2026-03-29')).toBe(23);
    expect(hoursOf('2026-10-25')).toBe(25);
    expect(hoursOf('2026-11-21')).toBe(24);
  });

  test('changes at New Year by the Swedish clock', () => {
    expect(stockholmDay(at('2026-12-31T23:00:00.000Z'))).toBe('2027-01-01');
  });

  test('holds the instant that it was asked for, for every instant of four centuries', () => {
    const instants = fc.date({ min: at('1880-01-01T00:00:00Z'), max: at('2280-01-01T00:00:00Z'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (instant) => {
        const day = stockholmDay(instant);
        expect(startOfStockholmDay(day).getTime()).toBeLessThanOrEqual(instant.getTime());
        expect(startOfStockholmDay(addDays(day, 1)).getTime()).toBeGreaterThan(instant.getTime());
      }),
    );
  });
});

describe('counting', () => {
  test('days go over months, leap days and the change of clocks, back and forth', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });

  test('hours are of absolute time: a day of 25 hours is not over after 24', () => {
    const start = startOfStockholmDay('2026-10-25');
    expect(stockholmDay(addHours(start, 24))).toBe('2026-10-25');
    expect(stockholmDay(addHours(start, 25))).toBe('2026-10-26');
    expect(addHours(at('2026-11-21T08:00:00Z'), -0.5)).toEqual(at('2026-11-21T07:30:00Z'));
  });
});

test('a time of a day is the instant at which Swedish clocks show it; one that is skipped is the hour after', () => {
  expect(stockholmInstant('2026-01-15', '12:00')).toEqual(at('2026-01-15T11:00:00Z'));
  expect(stockholmInstant('2026-07-15', '12:00')).toEqual(at('2026-07-15T10:00:00Z'));
  expect(stockholmInstant('2026-03-29', '12:00')).toEqual(at('2026-03-29T10:00:00Z'));
  expect(stockholmInstant('2026-03-29', '02:30')).toEqual(at('2026-03-29T01:30:00Z'));
});

test('times for people are those of the Swedish clock, also in the hour that comes twice', () => {
  expect(swedishTime(at('2026-11-21T08:30:45.678Z'))).toBe('2026-11-21 kl. 09:30');
  expect(swedishTime(at('2026-10-25T00:30:00Z'))).toBe('2026-10-25 kl. 02:30');
  expect(swedishTime(at('2026-10-25T01:30:00Z'))).toBe('2026-10-25 kl. 02:30');
  expect(swedishTime(at('2026-06-30T22:00:00Z'))).toBe('2026-07-01 kl. 00:00');
});
