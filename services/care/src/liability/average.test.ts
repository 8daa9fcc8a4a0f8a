import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { averageOf, count, decideAverage, NOBODY, type Tally } from './average.ts';
import { judge } from './domain.ts';
import { episodeFacts } from './example.ts';
import { STATUTORY_TERMS } from './terms.ts';

const TERMS = { ...STATUTORY_TERMS, countingModel: 'AVERAGE_MONTHLY' } as const;
const ROLLING = { ...TERMS, countingModel: 'AVERAGE_ROLLING_3M' } as const;
const REVIEW = { ...TERMS, countingModel: 'AVERAGE_3_CONSECUTIVE_MONTHS_REVIEW' } as const;

const above: Tally = { persons: 10, days: 45 };
const below: Tally = { persons: 10, days: 20 };

test('when nobody was discharged, then there is no average, nothing to pay and no division (f.4 82)', () => {
  expect(averageOf(NOBODY)).toBeNull();
  for (const terms of [TERMS, ROLLING, REVIEW]) {
    expect(decideAverage(terms, [NOBODY, NOBODY, NOBODY])).toMatchObject({
      persons: 0,
      averageDays: null,
      exceedingDays: 0,
      isReviewDue: false,
    });
  }
});

describe('the monthly average (G-038, G-040)', () => {
  test('when it is above the threshold, then the days above it are paid', () => {
    const decision = decideAverage(TERMS, [below, below, above]);
    expect(decision).toMatchObject({ averageDays: 4.5, exceedingDays: 15, populationRule: 'DAY_ZERO_INCLUDED' });
  });

  test('when it is at the threshold or below, then nothing is', () => {
    expect(decideAverage(TERMS, [above, above, { persons: 10, days: 30 }]).exceedingDays).toBe(0);
    expect(decideAverage(TERMS, [above, above, below]).exceedingDays).toBe(0);
  });
});

describe('the average of three months (G-038)', () => {
  test('when three months are above, then the days of the month itself are paid, none of them twice', () => {
    expect(decideAverage(ROLLING, [above, above, above])).toMatchObject({ averageDays: 4.5, exceedingDays: 15 });
  });

  test('when one month is above but the three are not, then nothing is paid', () => {
    expect(decideAverage(ROLLING, [below, below, above])).toMatchObject({ exceedingDays: 0 });
  });

  test('when the three are above but the month is not, then nothing is paid', () => {
    const high = { persons: 10, days: 90 };
    expect(decideAverage(ROLLING, [high, high, below])).toMatchObject({ exceedingDays: 0 });
  });
});

describe('the review after three months in a row (G-038)', () => {
  test('when all three are above, then a joint analysis is due and nothing is paid', () => {
    expect(decideAverage(REVIEW, [above, above, above])).toMatchObject({ isReviewDue: true, exceedingDays: 0 });
  });

  test.each([
    ['one is not', [above, below, above]],
    ['one has nobody', [above, NOBODY, above]],
    ['one is at the threshold', [above, { persons: 10, days: 30 }, above]],
  ] as const)('when %s, then none is', (_, months) => {
    expect(decideAverage(REVIEW, months).isReviewDue).toBe(false);
  });
});

test('whatever the months, then days are owed only above the threshold, and never more than there are', () => {
  const tallies = fc
    .record({ persons: fc.nat(200), perPerson: fc.nat(40) })
    .map(({ persons, perPerson }): Tally => ({ persons, days: persons * perPerson }));
  fc.assert(
    fc.property(fc.constantFrom(TERMS, ROLLING, REVIEW), tallies, tallies, tallies, (terms, a, b, c) => {
      const { exceedingDays, averageDays, isReviewDue } = decideAverage(terms, [a, b, c]);
      expect(exceedingDays).toBeGreaterThanOrEqual(0);
      expect(exceedingDays).toBeLessThanOrEqual(c.days);
      if (exceedingDays > 0) expect(averageDays).toBeGreaterThan(3);
      if (isReviewDue) expect(exceedingDays).toBe(0);
    }),
  );
});

describe('who counts (G-039, G-042)', () => {
  const [dayZero] = judge(
    episodeFacts({ dischargedAt: new Date('2026-11-16T15:00:00Z') }),
    new Date('2026-12-01T08:00:00Z'),
  );

  test('when somebody goes home on the day of the notice, then they count unless the rule says from day one', () => {
    if (!dayZero) throw new Error('no judgement');
    expect(count(NOBODY, dayZero)).toEqual({ persons: 1, days: 0 });
    const fromDayOne = { ...dayZero, terms: { ...dayZero.terms, countsDayZero: false } };
    expect(count(NOBODY, fromDayOne)).toEqual(NOBODY);
  });

  test('when a condition is not met, then the episode does not count: its cost stays with the region (G-041)', () => {
    const facts = episodeFacts({ admissionNotices: [], dischargedAt: new Date('2026-11-26T15:00:00Z') });
    for (const judgement of judge(facts, new Date('2026-12-01T08:00:00Z'))) {
      expect(count(NOBODY, judgement)).toEqual(NOBODY);
    }
  });

  test('when days are negative after an outage, then they do not count (f.4 84)', () => {
    const facts = episodeFacts({ dischargedAt: new Date('2026-11-10T15:00:00Z') });
    for (const judgement of judge(facts, new Date('2026-12-01T08:00:00Z'))) {
      expect(judgement).toMatchObject({ waitedDays: -6, reasons: ['RECOVERY_CORRECTION'] });
      expect(count(NOBODY, judgement)).toEqual(NOBODY);
    }
  });
});
