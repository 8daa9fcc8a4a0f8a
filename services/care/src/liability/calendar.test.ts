import { addDays, daysBetween, startOfStockholmDay, stockholmDay, stockholmInstant } from '@samplan/kit/time';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { daysFrom, firstLiableDay, invitationDeadline } from './calendar.ts';
import { STATUTORY_TERMS } from './terms.ts';

const at = (text: string): Date => new Date(text);

/** Instants of eighty years, half of them within a day of the change of clocks, New Year or a leap day. */
const instants = fc.oneof(
  fc.date({ min: at('2018-01-01T00:00:00Z'), max: at('2098-01-01T00:00:00Z'), noInvalidDate: true }),
  fc
    .record({
      day: fc.constantFrom(
        '2026-03-29',
        '2026-10-25',
        '2027-03-28',
        '2026-12-31',
        '2027-01-01',
        '2028-02-28',
        '2028-02-29',
      ),
      minutes: fc.integer({ min: -24 * 60, max: 48 * 60 }),
    })
    .map(({ day, minutes }) => new Date(startOfStockholmDay(day).getTime() + minutes * 60_000)),
);

/** Day and time in Stockholm as the system's own calendar has them: another source than the code's. */
const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'medium',
});

describe('the first liable day (5 kap. 4 §, G-032)', () => {
  test.each([
    ['at noon in winter', '2026-11-16T11:00:00.000Z', '2026-11-19'],
    ['a millisecond after noon in winter', '2026-11-16T11:00:00.001Z', '2026-11-20'],
    ['at noon in summer', '2026-07-13T10:00:00.000Z', '2026-07-16'],
    ['a minute after noon in summer', '2026-07-13T10:01:00.000Z', '2026-07-17'],
    ['at midnight, which begins a day', '2026-11-15T23:00:00.000Z', '2026-11-19'],
    ['in the last millisecond of a day', '2026-11-15T22:59:59.999Z', '2026-11-19'],
    ['on a Friday: weekends count', '2026-11-20T08:00:00.000Z', '2026-11-23'],
    ['over New Year', '2026-12-30T08:00:00.000Z', '2027-01-02'],
    ['over a leap day', '2028-02-27T08:00:00.000Z', '2028-03-01'],
    ['at noon of the day that summer time begins', '2026-03-29T10:00:00.000Z', '2026-04-01'],
    ['after noon of the day that summer time ends', '2026-10-25T11:00:00.001Z', '2026-10-29'],
  ])('when the notice is sent %s, then it is the third or fourth day', (_, sentAt, first) => {
    expect(firstLiableDay(at(sentAt), STATUTORY_TERMS)).toBe(first);
  });

  test('whenever the notice is sent, then it is three days after until noon by the clock on the wall, and four later', () => {
    fc.assert(
      fc.property(instants, (sentAt) => {
        const [day = '', time = ''] = clock.format(sentAt).split(' ');
        const isLater = time > '12:00:00' || (time === '12:00:00' && sentAt.getUTCMilliseconds() > 0);
        const first = firstLiableDay(sentAt, STATUTORY_TERMS);
        expect(daysBetween(day, first)).toBe(isLater ? 4 : 3);
      }),
    );
  });

  test('whenever two notices are sent, then the later one is never paid for earlier', () => {
    fc.assert(
      fc.property(instants, fc.nat(10_000), (sentAt, minutes) => {
        const later = new Date(sentAt.getTime() + minutes * 60_000);
        expect(firstLiableDay(sentAt, STATUTORY_TERMS) <= firstLiableDay(later, STATUTORY_TERMS)).toBe(true);
      }),
    );
  });

  test('when full hours are agreed, then it is the first day that begins after them, over the change of clocks too (h.7)', () => {
    const terms = { ...STATUTORY_TERMS, graceRule: 'FULL_HOURS' } as const;
    expect(firstLiableDay(at('2026-11-16T09:00:00Z'), terms)).toBe('2026-11-20');
    expect(firstLiableDay(at('2026-11-15T23:00:00Z'), terms)).toBe('2026-11-19');
    fc.assert(
      fc.property(instants, (sentAt) => {
        const days = sentAt > stockholmInstant(stockholmDay(sentAt), '12:00') ? 4 : 3;
        const passed = sentAt.getTime() + days * 24 * 3_600_000;
        const first = firstLiableDay(sentAt, terms);
        expect(startOfStockholmDay(first).getTime()).toBeGreaterThanOrEqual(passed);
        expect(startOfStockholmDay(addDays(first, -1)).getTime()).toBeLessThan(passed);
      }),
    );
  });
});

test('the invitation is in time until the third day ends (4 kap. 3 §, h.9)', () => {
  expect(invitationDeadline(at('2026-11-16T22:59:59.999Z'))).toBe('2026-11-19');
  expect(invitationDeadline(at('2026-11-16T23:00:00.000Z'))).toBe('2026-11-20');
});

test('the days up to an end are as many as lie between, each once and in order; none when the end is not later', () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: -5, max: 400 }), (start, length) => {
      const first = stockholmDay(start);
      const days = daysFrom(first, addDays(first, length));
      expect(days).toHaveLength(Math.max(0, length));
      for (const [i, day] of days.entries()) expect(daysBetween(first, day)).toBe(i);
    }),
  );
});
