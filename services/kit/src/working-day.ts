import { addDays, type Day } from './time.ts';

/** Holidays that fall on the same day every year, and the eves that count as holidays, month and day. */
const FIXED: ReadonlySet<string> = new Set(['01-01', '01-06', '05-01', '06-06', '12-24', '12-25', '12-26', '12-31']);

/** Days after Easter Sunday: Good Friday, Easter Monday, Ascension Day. The others are Sundays. */
const AFTER_EASTER: readonly number[] = [-2, 1, 39];

/**
 * Is the day a working day (sv. vardag som inte är lördag)? Not Saturdays, Sundays and public holidays, nor Midsummer Eve, Christmas
 * Eve and New Year's Eve, which count as such. Holds from 2005 on, when the National Day became a holiday.
 * Source: Lag (1989:253) om allmänna helgdagar; Lag (1930:173) om beräkning av lagstadgad tid, 2 §.
 */
export function isWorkingDay(day: Day): boolean {
  const weekday = new Date(day).getUTCDay();
  if (weekday === 0 || weekday === 6 || FIXED.has(day.slice(5))) return false;
  // Midsummer Eve is the Friday from 19 to 25 June. All Saints' Day is a Saturday.
  if (weekday === 5 && day.slice(5) >= '06-19' && day.slice(5) <= '06-25') return false;
  const easter = easterSunday(Number(day.slice(0, 4)));
  return !AFTER_EASTER.some((days) => addDays(easter, days) === day);
}

/** The first working day after the day. */
export function nextWorkingDay(day: Day): Day {
  return nearest(day, 1);
}

/** The last working day before the day. */
export function previousWorkingDay(day: Day): Day {
  return nearest(day, -1);
}

function nearest(day: Day, step: 1 | -1): Day {
  let candidate = addDays(day, step);
  while (!isWorkingDay(candidate)) candidate = addDays(candidate, step);
  return candidate;
}

/** Easter Sunday of a year in the Gregorian calendar. Source: the anonymous algorithm of 1876 (Meeus, Jones and Butcher). */
export function easterSunday(year: number): Day {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const lunar = Math.floor((8 * century + 13) / 25);
  const epact = (19 * golden + century - Math.floor(century / 4) - lunar + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const correction = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const sum = epact + toSunday - 7 * correction + 114;
  const [month, day] = [Math.floor(sum / 31), (sum % 31) + 1];
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
