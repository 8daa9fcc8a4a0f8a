import type { Day } from '@samplan/kit/time';

/** Something that a region has decided, with the first day on which it holds. */
export interface DecidedFrom<T> {
  readonly from: Day;
  readonly value: T;
}

/**
 * What holds on a day: the latest decision that has begun.
 * @param decisions - in order of day.
 * @param standard - where nothing has been decided.
 */
export function holdsOn<T>(decisions: readonly DecidedFrom<T>[], on: Day, standard: T): T {
  return decisions.findLast(({ from }) => from <= on)?.value ?? standard;
}
