import { ok, type Result, refused } from '@samplan/kit/result';
import type { Day } from '@samplan/kit/time';

/** A day that is paid for. */
export interface PricedDay {
  readonly on: Day;
  readonly amountSek: number;
}

/** No amount is known for a year, so that nothing is summed (G-036, f.4 79). */
export interface AmountMissing {
  readonly year: number;
}

/** SEK per care day, by year (5 kap. 6 §, G-034). */
export type Amounts = ReadonlyMap<number, number>;

/** Amounts by year. */
export function byYear(amounts: readonly { readonly year: number; readonly amountSek: number }[]): Amounts {
  return new Map(amounts.map(({ year, amountSek }) => [year, amountSek]));
}

/** The calendar year of a day. */
export function yearOf(day: Day): number {
  return Number(day.slice(0, 4));
}

/**
 * What days cost: each the amount of its own year (G-036), or what was agreed.
 * @param agreedSek - null when the amounts of the years hold.
 * @returns the days with their amounts; or the first year without one.
 */
export function price(
  days: readonly Day[],
  amounts: Amounts,
  agreedSek: number | null,
): Result<readonly PricedDay[], AmountMissing> {
  const priced: PricedDay[] = [];
  for (const on of days) {
    const amountSek = agreedSek ?? amounts.get(yearOf(on));
    if (amountSek === undefined) return refused({ year: yearOf(on) });
    priced.push({ on, amountSek });
  }
  return ok(priced);
}

/** The sum in SEK. */
export function sumSek(days: readonly PricedDay[]): number {
  return days.reduce((sum, { amountSek }) => sum + amountSek, 0);
}
