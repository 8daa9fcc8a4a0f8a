import type { Day } from '@samplan/kit/time';
import type { BasisRow } from './basis.ts';
import { addMonths, type Month, monthOf } from './month.ts';
import type { Summary } from './summary.ts';

/** Days that are paid for, and what they cost. */
export interface Sum {
  readonly careDayCount: number;
  readonly totalSek: number;
}

/** Nothing is paid. */
export const NO_SUM: Sum = { careDayCount: 0, totalSek: 0 };

/** Two sums together. */
export function plus(a: Sum, b: Sum): Sum {
  return { careDayCount: a.careDayCount + b.careDayCount, totalSek: a.totalSek + b.totalSek };
}

/** A month of a municipality that is settled (sv. fastställd). Everything in it stays as it was. */
export interface Settlement {
  readonly month: Month;
  readonly settledAt: Date;
  readonly settledByUserId: string;
  readonly summaries: readonly Summary[];
  /** Episodes that were left out because an older system invoices them (F-216). */
  readonly invoicedInSourceCount: number;
  /** Of everything: episodes, averages and corrections. */
  readonly sum: Sum;
}

/** What has changed since in a month that was settled: the difference, as a row of a later month. */
export interface BasisCorrection {
  readonly ofMonth: Month;
  /** The episode; or the agreement, whose average changed. */
  readonly subjectId: string;
  readonly isOfAverage: boolean;
  readonly difference: Sum;
  /** The episode as it stands now; null when it has no part any more, and for averages. */
  readonly row: BasisRow | null;
}

/** Why a month is not settled. */
export type SettlingRefusal =
  | { readonly kind: 'SETTLED' }
  | { readonly kind: 'NOT_OVER' }
  /** Months are settled one after the other, so that what changes always has a later month to stand in. */
  | { readonly kind: 'OUT_OF_ORDER' }
  /** A month of the municipality is being settled. */
  | { readonly kind: 'ONGOING' };

/** The month after the last that is settled; null while none is, when any can be the first. */
export function dueMonth(settled: readonly Month[]): Month | null {
  const last = [...settled].sort().at(-1);
  return last === undefined ? null : addMonths(last, 1);
}

/**
 * May a month be settled?
 * @param settled - months that are.
 * @returns null when it may.
 */
export function refusalToSettle(month: Month, settled: readonly Month[], today: Day): SettlingRefusal | null {
  if (settled.includes(month)) return { kind: 'SETTLED' };
  const due = dueMonth(settled);
  if (due !== null && due !== month) return { kind: 'OUT_OF_ORDER' };
  return month < monthOf(today) ? null : { kind: 'NOT_OVER' };
}

/**
 * What has changed since months were settled, by what is paid for; nothing where nothing has.
 * @param settled - what was settled, with every correction since.
 * @param now - what would be settled today.
 */
export function differences(
  settled: ReadonlyMap<string, Sum>,
  now: ReadonlyMap<string, Sum>,
): ReadonlyMap<string, Sum> {
  const changed = new Map<string, Sum>();
  for (const id of new Set([...settled.keys(), ...now.keys()])) {
    const before = settled.get(id) ?? NO_SUM;
    const after = now.get(id) ?? NO_SUM;
    const careDayCount = after.careDayCount - before.careDayCount;
    const totalSek = after.totalSek - before.totalSek;
    if (careDayCount !== 0 || totalSek !== 0) changed.set(id, { careDayCount, totalSek });
  }
  return changed;
}
