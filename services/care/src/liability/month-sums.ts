import { ok, type Result, refused } from '@samplan/kit/result';
import type { AmountMissing, Amounts } from './amount.ts';
import type { BasisRow } from './basis.ts';
import type { BasisScope } from './basis-store.ts';
import type { Cost } from './cost.ts';
import type { Sum } from './settlement.ts';
import { summariesOf } from './summaries.ts';
import type { MonthlyCost, Summary } from './summary.ts';

/** What a month comes to. */
export interface MonthSums {
  readonly summaries: readonly Summary[];
  /** Of averages, by agreement. */
  readonly averages: ReadonlyMap<string, Sum>;
}

/**
 * Goes through a month once, until a row has no amount.
 * @param see - gets each row with its sum.
 * @returns what the month comes to; or the first year without an amount.
 */
export async function sumsOf(
  rowsOf: (scope: BasisScope) => AsyncIterable<BasisRow>,
  scope: BasisScope,
  amounts: Amounts,
  see: (row: BasisRow, sum: Sum) => Promise<void> | void = () => {},
): Promise<Result<MonthSums, AmountMissing>> {
  const missing: AmountMissing[] = [];
  async function* seen(of: BasisScope): AsyncGenerator<BasisRow> {
    for await (const row of rowsOf(of)) {
      if (of.month === scope.month) {
        const sum = sumOf(row.cost);
        if (!sum) return void missing.push(...yearOf(row.cost));
        await see(row, sum);
      }
      yield row;
    }
  }
  const summaries = await summariesOf(seen, scope, amounts);
  const averages = new Map<string, Sum>();
  for (const { agreement, individual, average } of summaries) {
    const sum = average && sumOf(average.cost);
    if (agreement && sum) averages.set(agreement.id, sum);
    missing.push(...yearOf(individual), ...(average ? yearOf(average.cost) : []));
  }
  const [first] = missing;
  return first ? refused(first) : ok({ summaries, averages });
}

/** What is paid; null when a year has no amount. */
export function sumOf(cost: Cost | MonthlyCost): Sum | null {
  if (cost.__typename === 'CareDayAmountMissing') return null;
  return { careDayCount: cost.careDayCount, totalSek: cost.totalSek };
}

function yearOf(cost: Cost | MonthlyCost): readonly AmountMissing[] {
  return cost.__typename === 'CareDayAmountMissing' ? [{ year: cost.year }] : [];
}
