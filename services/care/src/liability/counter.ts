import { daysBetween, stockholmDay } from '@samplan/kit/time';
import type { Judgement } from './domain.ts';

/** How urgent it is that the patient comes home. */
export type CounterColour =
  /** There are days of grace left. */
  | 'GREEN'
  /** Few are left; or none, and a condition is not met, so that nobody pays yet. */
  | 'YELLOW'
  /** The municipality pays, or the day counts above the average's days. */
  | 'RED';

/** How a patient who waits stands today (G-044). */
export interface LiabilityCounter {
  /** Days since the notice. */
  readonly usedDays: number;
  /** Days until the first liable one. */
  readonly leftDays: number;
  readonly colour: CounterColour;
}

/** The counter of the latest notice; null when nobody waits: without a notice, or when it has ended. */
export function counterOf(latest: Judgement, isWaiting: boolean, now: Date): LiabilityCounter | null {
  const { notice, firstLiableOn, terms, meetsConditions } = latest;
  if (!isWaiting || !notice || notice.interruptedAt || firstLiableOn === null) return null;
  const today = stockholmDay(now);
  const leftDays = Math.max(0, daysBetween(today, firstLiableOn));
  const isUrgent = leftDays <= terms.warningDays;
  const colour = leftDays === 0 && meetsConditions ? 'RED' : isUrgent ? 'YELLOW' : 'GREEN';
  return { usedDays: daysBetween(stockholmDay(notice.sentAt), today), leftDays, colour };
}
