import type { BasisRow } from './basis.ts';
import { averageLine, correctionLine, csvRow } from './csv.ts';
import type { Month } from './month.ts';
import type { BasisCorrection, Sum } from './settlement.ts';
import type { Summary } from './summary.ts';

/** A row of a settled month, as it is stored. */
export interface SettledRow {
  readonly kind: 'EPISODE' | 'AVERAGE' | 'CORRECTION';
  readonly ofMonth: Month;
  /** The episode, or the agreement of an average. */
  readonly subjectId: string;
  readonly sum: Sum;
  /** The episode at that time; null for averages, and for an episode without a part any more. */
  readonly row: BasisRow | null;
  readonly isOfAverage: boolean;
  /** As it stands in the file. */
  readonly line: string;
}

/** An episode. */
export function episodeRow(ofMonth: Month, row: BasisRow, sum: Sum): SettledRow {
  const { episodeId: subjectId } = row;
  return { kind: 'EPISODE', ofMonth, subjectId, sum, row, isOfAverage: false, line: csvRow(row) };
}

/** What averages come to; those of single patients are in the rows. */
export function averageRows(
  ofMonth: Month,
  summaries: readonly Summary[],
  averages: ReadonlyMap<string, Sum>,
): readonly SettledRow[] {
  return summaries.flatMap(({ agreement, average }) => {
    const sum = agreement && averages.get(agreement.id);
    if (!agreement || !average || !sum) return [];
    const line = averageLine(agreement, average.totalDays, sum);
    return [{ kind: 'AVERAGE', ofMonth, subjectId: agreement.id, sum, row: null, isOfAverage: true, line }] as const;
  });
}

/** What has changed in a month that was settled before. */
export function correctionRow(correction: BasisCorrection): SettledRow {
  const { ofMonth, subjectId, isOfAverage, difference: sum, row } = correction;
  return { kind: 'CORRECTION', ofMonth, subjectId, sum, row, isOfAverage, line: correctionLine(correction) };
}
