import { type Day, startOfStockholmDay } from '@samplan/kit/time';

/** A calendar month in Europe/Stockholm: `2026-11`. */
export type Month = string;

/** The month of a day. */
export function monthOf(day: Day): Month {
  return day.slice(0, 7);
}

/** The first day of a month. */
export function firstOf(month: Month): Day {
  return `${month}-01`;
}

/** The month so many months later, or earlier when negative. */
export function addMonths(month: Month, months: number): Month {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}

/** The first instant of the month, and that of the next. */
export function instantsOfMonth(month: Month): { readonly from: Date; readonly to: Date } {
  return { from: startOfStockholmDay(`${month}-01`), to: startOfStockholmDay(`${addMonths(month, 1)}-01`) };
}
