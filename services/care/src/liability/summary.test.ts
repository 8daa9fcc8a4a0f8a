import { addDays, daysBetween, stockholmDay } from '@samplan/kit/time';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BasisRow, basisRow } from './basis.ts';
import { episodeFacts, NOTICE_AT, readinessNotice } from './example.ts';
import type { LiabilityFacts } from './facts.ts';
import { addMonths, instantsOfMonth, monthOf } from './month.ts';
import type { StoredResult } from './store.ts';
import { summariesOf } from './summaries.ts';
import { type Agreement, STATUTORY_TERMS, type Terms } from './terms.ts';

const AMOUNTS = new Map([[2026, 10_000]]);
const NOW = new Date('2027-01-15T08:00:00Z');
const SCOPE = { regionId: 'prn_1', municipalityCode: '2281', month: '2026-11' };

/** An episode that waited so many days from the example's notice, as its facts are known. */
function known(days: number, change: Partial<LiabilityFacts> = {}) {
  const dischargedAt = new Date(NOTICE_AT.getTime() + days * 24 * 3_600_000);
  return {
    facts: episodeFacts({ dischargedAt, ...change }),
    patientId: 'pat_1',
    regionId: 'prn_1',
    exceptions: [],
    decision: null,
    decisionVersion: 0,
  };
}

function row(
  days: number,
  change: Partial<LiabilityFacts> = {},
  amounts: ReadonlyMap<number, number> = AMOUNTS,
): BasisRow {
  const made = basisRow(known(days, change), null, '2281', amounts, NOW);
  if (!made) throw new Error('no row');
  return made;
}

function agreed(terms: Partial<Terms>): Agreement {
  const validity = { municipalityCode: '2281', careType: null, validFromOn: '2026-01-01', validToOn: null };
  return { id: 'agr_1', version: 1, ...validity, terms: { ...STATUTORY_TERMS, ...terms } };
}

/** Sums rows by month. */
async function summaries(
  months: Readonly<Record<string, readonly BasisRow[]>>,
  amounts: ReadonlyMap<number, number> = AMOUNTS,
) {
  async function* rowsOf({ month }: { readonly month: string }) {
    yield* months[month] ?? [];
  }
  return await summariesOf(rowsOf, SCOPE, amounts);
}

describe('the sums of a month', () => {
  test('when single patients are counted, then their days and costs are summed (G-177)', async () => {
    expect(await summaries({ '2026-11': [row(5), row(4), row(1)] })).toEqual([
      {
        agreement: null,
        terms: STATUTORY_TERMS,
        individual: { __typename: 'LiabilityMonthlySum', careDayCount: 3, totalSek: 30_000 },
        average: null,
      },
    ]);
  });

  test('when one day’s amount is missing, then nothing is summed and the year is named (f.4 79)', async () => {
    const none = new Map<number, number>();
    const [summary] = await summaries({ '2026-11': [row(1, {}, none), row(5, {}, none), row(6, {}, none)] }, none);
    expect(summary?.individual).toMatchObject({ code: 'CARE_DAY_AMOUNT_MISSING', year: 2026 });
  });

  test('when the average of three months decides, then the two before are read, and of others none (G-038)', async () => {
    const agreements = [agreed({ countingModel: 'AVERAGE_ROLLING_3M' })];
    const [short, long] = [row(1, { agreements }), row(9, { agreements })];
    const high = await summaries({ '2026-09': [long], '2026-10': [long], '2026-11': [long], '2026-12': [short] });
    expect(high[0]?.average).toMatchObject({ averageDays: 9, exceedingDays: 6, cost: { totalSek: 60_000 } });
    const low = await summaries({
      '2026-08': [long],
      '2026-09': [short],
      '2026-10': [short],
      '2026-11': [row(5, { agreements })],
    });
    expect(low[0]?.average).toMatchObject({ averageDays: 7 / 3, exceedingDays: 0, cost: { totalSek: 0 } });
  });

  test('when a joint analysis is agreed on, then three months above the threshold ask for one, and cost nothing (G-038)', async () => {
    const agreements = [agreed({ countingModel: 'AVERAGE_3_CONSECUTIVE_MONTHS_REVIEW' })];
    const above = [row(4, { agreements })];
    const [due] = await summaries({ '2026-09': above, '2026-10': above, '2026-11': above });
    expect(due?.average).toMatchObject({ isReviewDue: true, exceedingDays: 0 });
    const [notDue] = await summaries({ '2026-10': above, '2026-11': above });
    expect(notDue?.average).toMatchObject({ isReviewDue: false });
  });

  test('when an average has no amount for the month’s year, then its cost names the year, unless nothing is exceeded', async () => {
    const agreements = [agreed({ countingModel: 'AVERAGE_MONTHLY' })];
    const none = new Map<number, number>();
    const [exceeds] = await summaries({ '2026-11': [row(9, { agreements })] }, none);
    expect(exceeds?.average?.cost).toMatchObject({ code: 'CARE_DAY_AMOUNT_MISSING', year: 2026 });
    const [within] = await summaries({ '2026-11': [row(2, { agreements })] }, none);
    expect(within?.average?.cost).toMatchObject({ totalSek: 0 });
  });

  test('when nobody ended in the month, then there is nothing (f.4 82)', async () => {
    expect(await summaries({})).toEqual([]);
  });
});

describe('the row of an episode', () => {
  test('when the patient moved between two notices, then each municipality pays its own (f.3 49)', () => {
    const interruptedAt = new Date('2026-11-21T08:00:00Z');
    const [admission] = episodeFacts().admissionNotices;
    const both = ['2281', '2280'];
    const facts = {
      admissionNotices: admission ? [{ ...admission, municipalityCodes: both }] : [],
      readinessNotices: [
        readinessNotice({ interruptedAt }),
        readinessNotice({ sentAt: interruptedAt, registeredIn: '2280', municipalityCodes: both }),
      ],
    };
    expect(row(9, facts)).toMatchObject({ isLiable: true, cost: { careDayCount: 2 }, judgement: null });
    expect(basisRow(known(9, facts), null, '2280', AMOUNTS, NOW)).toMatchObject({ cost: { careDayCount: 1 } });
    expect(basisRow(known(9, facts), null, '2262', AMOUNTS, NOW)).toBeNull();
  });

  test('when the patient is still there, then there is none', () => {
    expect(basisRow(known(9, { dischargedAt: null }), null, '2281', AMOUNTS, NOW)).toBeNull();
  });

  test('when it was corrected, then it stands as it was corrected, with the municipality that was said', () => {
    const days = [{ on: '2026-11-19', amountSek: 1 }];
    const result: StoredResult = {
      episodeId: 'epi_1',
      version: 2,
      municipalityCode: '2262',
      endedOn: '2026-11-25',
      kind: 'CORRECTED',
      reasons: [],
      days,
      agreement: null,
      reason: 'Rättat.',
      recordedAt: NOW,
      recordedByUserId: 'usr_1',
    };
    expect(basisRow(known(9), result, '2281', AMOUNTS, NOW)).toBeNull();
    expect(basisRow(known(9), result, '2262', AMOUNTS, NOW)).toMatchObject({ resultVersion: 2, cost: { totalSek: 1 } });
  });
});

describe('a month', () => {
  test('goes over New Year in both directions', () => {
    expect([
      addMonths('2026-11', 2),
      addMonths('2026-01', -1),
      addMonths('2026-12', 0),
      addMonths('2026-12', 12),
    ]).toEqual(['2027-01', '2025-12', '2026-12', '2027-12']);
  });

  test('whichever it is, begins with its first day in Stockholm and ends with the first of the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (offset) => {
        const day = addDays('2000-01-01', offset);
        const { from, to } = instantsOfMonth(monthOf(day));
        expect(stockholmDay(from)).toBe(`${day.slice(0, 7)}-01`);
        expect(stockholmDay(to).endsWith('-01')).toBe(true);
        expect(stockholmDay(from) <= day && day < stockholmDay(to)).toBe(true);
        expect(daysBetween(stockholmDay(from), stockholmDay(to))).toBeLessThanOrEqual(31);
        expect(monthOf(stockholmDay(to))).toBe(addMonths(monthOf(day), 1));
      }),
    );
  });
});
