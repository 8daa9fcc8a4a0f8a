import { addDays, addHours, startOfStockholmDay, stockholmDay } from '@samplan/kit/time';

/** Instants before and after the making of the demo region, in working hours. */
export interface Calendar {
  readonly now: Date;
  /**
   * So many calendar days ago, at an hour of the day in Stockholm (9.5 is half past nine).
   * @param ago - at least 1; negative for days to come.
   * @param hour - from 7 to 16, so that it lies before every {@link hours}.
   */
  days(ago: number, hour: number): Date;
  /**
   * So many hours ago.
   * @param ago - from 0 to 6.
   */
  hours(ago: number): Date;
}

/** The calendar of a demo region that is made at the instant. */
export function calendarAt(now: Date): Calendar {
  const today = stockholmDay(now);
  const midnights = new Map<number, Date>(); // asked for thousands of times

  function midnight(ago: number): Date {
    const known = midnights.get(ago) ?? startOfStockholmDay(addDays(today, -ago));
    midnights.set(ago, known);
    return known;
  }

  return {
    now,
    days(ago, hour) {
      if (ago === 0 || hour < 7 || hour > 16) throw new RangeError(`${ago} days ago at ${hour}`);
      return addHours(midnight(ago), hour);
    },
    hours(ago) {
      if (ago < 0 || ago > 6) throw new RangeError(`${ago} hours ago`);
      return addHours(now, -ago);
    },
  };
}
