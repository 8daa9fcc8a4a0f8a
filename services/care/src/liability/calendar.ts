import { addDays, addHours, type Day, startOfStockholmDay, stockholmDay, stockholmInstant } from '@samplan/kit/time';
import type { Terms } from './terms.ts';

/** Days within which the invitation is sent, to the end of the last (4 kap. 3 §, h.9). */
const INVITATION_DAYS = 3;

/** What the first liable day depends on. */
export type Grace = Pick<Terms, 'graceDays' | 'graceDaysAfterCutOff' | 'cutOff' | 'graceRule'>;

/**
 * The first day that the municipality pays for, when every condition is met.
 * Source: Lag (2017:612) 5 kap. 4 §; calendar days in Europe/Stockholm (G-032).
 */
export function firstLiableDay(sentAt: Date, { graceDays, graceDaysAfterCutOff, cutOff, graceRule }: Grace): Day {
  const day = stockholmDay(sentAt);
  const days = sentAt > stockholmInstant(day, cutOff) ? graceDaysAfterCutOff : graceDays;
  if (graceRule === 'CALENDAR_DAYS') return addDays(day, days);
  const passed = addHours(sentAt, days * 24);
  const last = stockholmDay(passed);
  return startOfStockholmDay(last) < passed ? addDays(last, 1) : last;
}

/** The last day on which the invitation to a plan comes in time. */
export function invitationDeadline(noticeSentAt: Date): Day {
  return addDays(stockholmDay(noticeSentAt), INVITATION_DAYS);
}

/** The days from the first, up to but not with the end. */
export function daysFrom(first: Day, end: Day): readonly Day[] {
  const days: Day[] = [];
  for (let day = first; day < end; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The later day. */
export function later(a: Day, b: Day): Day {
  return a < b ? b : a;
}
