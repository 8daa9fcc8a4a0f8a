import { addDays, startOfStockholmDay, stockholmDay } from '@samplan/kit/time';

/** How many whole days a unit keeps its relation to a patient that it looked up, unless something else gives it one. */
const LOOK_UP_DAYS = 1;

/** When the relation ends that a look-up or a registration gives: at midnight after the next day, in Europe/Stockholm. */
export function lookUpRelationUntil(now: Date): Date {
  return startOfStockholmDay(addDays(stockholmDay(now), LOOK_UP_DAYS + 1));
}
