import type { CareDayAmountMissing } from '../generated/resolvers.ts';
import type { Amounts } from './amount.ts';
import { type AverageDecision, count, decideAverage, NOBODY, type Tally } from './average.ts';
import type { BasisRow } from './basis.ts';
import type { Month } from './month.ts';
import { careDayAmountMissing } from './problems.ts';
import type { Agreement, Terms } from './terms.ts';

/** A sum over a month, or the first year whose amount is missing. */
export type MonthlyCost =
  | { readonly __typename: 'LiabilityMonthlySum'; readonly careDayCount: number; readonly totalSek: number }
  | (CareDayAmountMissing & { readonly __typename: 'CareDayAmountMissing' });

/** A month by one agreement. */
export interface Summary {
  readonly agreement: Pick<Agreement, 'id' | 'version'> | null;
  readonly terms: Terms;
  readonly individual: MonthlyCost;
  readonly average: (AverageDecision & { readonly cost: MonthlyCost }) | null;
}

/** What is summed over the rows of a month by one agreement, without keeping the rows. */
export interface Running {
  readonly agreement: Summary['agreement'];
  readonly terms: Terms;
  readonly individual: MonthlyCost;
  readonly tally: Tally;
}

/** Sums by agreement; the act has the key `''`. */
export type RunningMonth = ReadonlyMap<string, Running>;

/** Adds a row. Of several versions of an agreement the latest is named and its terms decide. */
export function addRow(month: RunningMonth, { agreement, terms, judgement, cost }: BasisRow): RunningMonth {
  const key = agreement?.id ?? '';
  const before = month.get(key) ?? { agreement, terms, individual: NOTHING, tally: NOBODY };
  const isLater = (agreement?.version ?? 0) >= (before.agreement?.version ?? 0);
  const running = {
    agreement: isLater ? agreement : before.agreement,
    terms: isLater ? terms : before.terms,
    individual: addCost(before.individual, cost),
    tally: judgement ? count(before.tally, judgement) : before.tally,
  };
  return new Map([...month, [key, running]]);
}

/** Do the months before decide too? */
export function needsEarlierMonths(month: RunningMonth): boolean {
  return [...month.values()].some(
    ({ terms: { countingModel } }) =>
      countingModel === 'AVERAGE_ROLLING_3M' || countingModel === 'AVERAGE_3_CONSECUTIVE_MONTHS_REVIEW',
  );
}

/**
 * What a month comes to, by agreement.
 * @param earlier - the two months before, the earliest first; empty where they do not matter.
 */
export function summarise(
  month: Month,
  running: RunningMonth,
  earlier: readonly [RunningMonth, RunningMonth],
  amounts: Amounts,
): readonly Summary[] {
  return [...running].map(([key, { agreement, terms, individual, tally }]) => {
    if (terms.countingModel === 'STATUTORY_INDIVIDUAL') return { agreement, terms, individual, average: null };
    const tallies = earlier.map((of) => of.get(key)?.tally ?? NOBODY);
    const decision = decideAverage(terms, [tallies[0] ?? NOBODY, tallies[1] ?? NOBODY, tally]);
    const cost = costOfExceeding(decision.exceedingDays, terms, Number(month.slice(0, 4)), amounts);
    return { agreement, terms, individual, average: { ...decision, cost } };
  });
}

/** A month without rows. */
export const NO_ROWS: RunningMonth = new Map();

const NOTHING: MonthlyCost = { __typename: 'LiabilityMonthlySum', careDayCount: 0, totalSek: 0 };

function addCost(sum: MonthlyCost, cost: BasisRow['cost']): MonthlyCost {
  if (sum.__typename === 'CareDayAmountMissing') return sum;
  if (cost.__typename === 'CareDayAmountMissing') return cost;
  return {
    ...sum,
    careDayCount: sum.careDayCount + cost.careDayCount,
    totalSek: sum.totalSek + cost.totalSek,
  };
}

function costOfExceeding(days: number, terms: Terms, year: number, amounts: Amounts): MonthlyCost {
  const amountSek = terms.amountPerDaySek ?? amounts.get(year);
  if (days === 0) return NOTHING;
  if (amountSek === undefined) return careDayAmountMissing(year);
  return { __typename: 'LiabilityMonthlySum', careDayCount: days, totalSek: days * amountSek };
}
