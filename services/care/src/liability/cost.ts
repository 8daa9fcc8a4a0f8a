import { ok, type Result, refused } from '@samplan/kit/result';
import type { CareDayAmountMissing } from '../generated/resolvers.ts';
import { type AmountMissing, type Amounts, type PricedDay, price, sumSek } from './amount.ts';
import type { Judgement } from './domain.ts';
import { careDayAmountMissing } from './problems.ts';

/** What days cost, as SDL shapes it; or the year whose amount is missing. */
export type Cost =
  | {
      readonly __typename: 'LiabilitySum';
      readonly careDayCount: number;
      readonly totalSek: number;
      readonly days: PricedDay[];
    }
  | (CareDayAmountMissing & { readonly __typename: 'CareDayAmountMissing' });

/** The days of several notices with their amounts; each notice by its own terms. */
export function priceAll(
  judgements: readonly Pick<Judgement, 'careDays' | 'terms'>[],
  amounts: Amounts,
): Result<readonly PricedDay[], AmountMissing> {
  const days: PricedDay[] = [];
  for (const { careDays, terms } of judgements) {
    const priced = price(careDays, amounts, terms.amountPerDaySek);
    if (!priced.ok) return refused(priced.problem);
    days.push(...priced.value);
  }
  return ok(days);
}

/** What priced days cost. */
export function costOfDays(days: readonly PricedDay[]): Cost {
  return { __typename: 'LiabilitySum', careDayCount: days.length, totalSek: sumSek(days), days: [...days] };
}

/** What the days of several notices cost. */
export function costOf(judgements: readonly Pick<Judgement, 'careDays' | 'terms'>[], amounts: Amounts): Cost {
  const priced = priceAll(judgements, amounts);
  return priced.ok ? costOfDays(priced.value) : careDayAmountMissing(priced.problem.year);
}
