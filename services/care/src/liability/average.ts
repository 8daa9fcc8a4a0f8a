import type { Judgement } from './domain.ts';
import type { CountingModel, Terms } from './terms.ts';

/** Who counts for an average; every figure is labelled with it (G-042). */
export type PopulationRule =
  /** Everyone whose conditions are met and who was discharged in the month, also on the day of the notice. */
  | 'DAY_ZERO_INCLUDED'
  /** The same without those who were discharged on the day of the notice. */
  | 'FROM_DAY_ONE';

/** The persons of a month and their days. */
export interface Tally {
  readonly persons: number;
  readonly days: number;
}

/** Nobody. */
export const NOBODY: Tally = { persons: 0, days: 0 };

/** What an average leads to. */
export interface AverageDecision {
  readonly countingModel: CountingModel;
  readonly populationRule: PopulationRule;
  readonly persons: number;
  readonly totalDays: number;
  /** Days per person over the months that decide; null when there is nobody (f.4 82). */
  readonly averageDays: number | null;
  readonly thresholdDays: number;
  /** Days of the month that the municipality pays for (G-040). */
  readonly exceedingDays: number;
  /** Is a joint analysis due (Sörmland 2018, G-038)? */
  readonly isReviewDue: boolean;
}

/** The label of who counts under some terms. */
export function populationRule({ countsDayZero }: Pick<Terms, 'countsDayZero'>): PopulationRule {
  return countsDayZero ? 'DAY_ZERO_INCLUDED' : 'FROM_DAY_ONE';
}

/** Adds a person whose conditions are met; those after an outage have negative days and never meet them (f.4 84). */
export function count(tally: Tally, { meetsConditions, waitedDays, terms }: Judgement): Tally {
  if (!meetsConditions || (waitedDays === 0 && !terms.countsDayZero)) return tally;
  return { persons: tally.persons + 1, days: tally.days + waitedDays };
}

/** Days per person; null when there is nobody. */
export function averageOf({ persons, days }: Tally): number | null {
  return persons === 0 ? null : days / persons;
}

/**
 * What the month owes under an average model (G-038 to G-040). Under the rolling model the average of three months decides
 * whether the month's own exceeding days are paid, so that no day is paid twice.
 *
 * @param months - the month and the two before it, the earliest first.
 */
export function decideAverage(
  terms: Pick<Terms, 'countingModel' | 'thresholdDays' | 'countsDayZero'>,
  months: readonly [Tally, Tally, Tally],
): AverageDecision {
  const { countingModel, thresholdDays } = terms;
  const month = months[2];
  const three = months.reduce(add, NOBODY);
  const averageDays = averageOf(countingModel === 'AVERAGE_ROLLING_3M' ? three : month);
  const isPaid =
    countingModel === 'AVERAGE_MONTHLY' ||
    (countingModel === 'AVERAGE_ROLLING_3M' && averageDays !== null && averageDays > thresholdDays);
  return {
    countingModel,
    populationRule: populationRule(terms),
    persons: month.persons,
    totalDays: month.days,
    averageDays,
    thresholdDays,
    exceedingDays: isPaid ? Math.max(0, month.days - thresholdDays * month.persons) : 0,
    isReviewDue:
      countingModel === 'AVERAGE_3_CONSECUTIVE_MONTHS_REVIEW' &&
      months.every((tally) => (averageOf(tally) ?? 0) > thresholdDays),
  };
}

function add(a: Tally, b: Tally): Tally {
  return { persons: a.persons + b.persons, days: a.days + b.days };
}
