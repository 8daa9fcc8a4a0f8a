import { Temporal } from 'temporal-polyfill';

/** The zone in which the law's days are counted. */
const ZONE = 'Europe/Stockholm';

/** Gives the current instant. Handed in, never read inside a rule. */
export type Clock = () => Date;

/** The clock of this machine. */
export const systemClock: Clock = () => new Date();

/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

/** The calendar day in Europe/Stockholm that holds the instant. */
export function stockholmDay(instant: Date): Day {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(ZONE).toPlainDate().toString();
}

/** The first instant of the calendar day in Europe/Stockholm. */
export function startOfStockholmDay(day: Day): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(ZONE).epochMilliseconds);
}

/** The instant at which clocks in Europe/Stockholm show the time on the day; in the hour that summer time skips, the hour after. */
export function stockholmInstant(day: Day, time: string): Date {
  const at = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: ZONE, plainTime: Temporal.PlainTime.from(time) });
  return new Date(at.epochMilliseconds);
}

/** The calendar day so many days later (or earlier, when negative). */
export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** How many days the second day comes after the first. */
export function daysBetween(first: Day, second: Day): number {
  return Temporal.PlainDate.from(first).until(second).days;
}

/** The instant so many hours of absolute time later. */
export function addHours(instant: Date, hours: number): Date {
  return new Date(instant.getTime() + hours * 3_600_000);
}

/** The instant in Swedish text for people: `2026-11-21 kl. 09:30`. */
export function swedishTime(instant: Date): string {
  const local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(ZONE);
  return `${local.toPlainDate().toString()} kl. ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`;
}
