import type { Amounts } from './amount.ts';
import type { BasisRow } from './basis.ts';
import type { BasisScope } from './basis-store.ts';
import { addMonths } from './month.ts';
import { addRow, NO_ROWS, needsEarlierMonths, type RunningMonth, type Summary, summarise } from './summary.ts';

/**
 * What the month of a basis comes to, by agreement. Keeps sums, never rows; the two months before are read only where an average
 * needs them.
 * @param rowsOf - reads the rows of a basis.
 */
export async function summariesOf(
  rowsOf: (scope: BasisScope) => AsyncIterable<BasisRow>,
  scope: BasisScope,
  amounts: Amounts,
): Promise<readonly Summary[]> {
  const monthBefore = async (months: number): Promise<RunningMonth> => {
    let running = NO_ROWS;
    for await (const row of rowsOf({ ...scope, month: addMonths(scope.month, -months) })) {
      running = addRow(running, row);
    }
    return running;
  };
  const running = await monthBefore(0);
  const earlier = needsEarlierMonths(running)
    ? ([await monthBefore(2), await monthBefore(1)] as const)
    : ([NO_ROWS, NO_ROWS] as const);
  return summarise(scope.month, running, earlier, amounts);
}
