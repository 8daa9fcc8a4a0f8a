import { idList, text } from '@samplan/kit/graphql/input';
import { BadInput } from '@samplan/kit/server/errors';
import { addDays, type Day, startOfStockholmDay } from '@samplan/kit/time';
import type { DrawLogSampleInput } from '../generated/resolvers.ts';
import { isPeriod, MAX_DRAW_DAYS } from './domain.ts';
import { newSeed } from './draw.ts';

/** The most units of one draw. */
export const MAX_UNITS = 100;

/** A draw as it was asked for. */
export interface Draw {
  readonly method: 'UNIT_DAY' | 'STAFF_SHARE';
  readonly from: Day;
  readonly to: Day;
  readonly seed: string;
  readonly percent: number;
  /** Null for all in reach. */
  readonly unitIds: readonly string[] | null;
}

/**
 * Reads what to draw.
 * @param today - the period must be over: a log that still grows cannot be drawn from again with the same result.
 * @throws BadInput
 */
export function drawOf({ method, fromOn, toOn, seed, percent, unitIds }: DrawLogSampleInput, today: Day): Draw {
  if (method === 'SUSPICION') {
    throw new BadInput('input.method', 'WRONG_VALUE', 'Starta en granskning vid misstanke med reviewOnSuspicion.');
  }
  if (!isPeriod(fromOn, toOn, MAX_DRAW_DAYS)) {
    throw new BadInput(
      'input.toOn',
      'OUT_OF_RANGE',
      `Perioden i fältet input.toOn får vara högst ${MAX_DRAW_DAYS} dagar.`,
    );
  }
  if (toOn >= today) {
    throw new BadInput(
      'input.toOn',
      'TOO_LATE',
      'Perioden i fältet input.toOn måste vara avslutad. Ange en dag före i dag.',
    );
  }
  if (percent != null && (percent < 1 || percent > 100)) {
    throw new BadInput('input.percent', 'OUT_OF_RANGE', 'Fältet input.percent måste vara 1 till 100.');
  }
  return {
    method,
    from: fromOn,
    to: toOn,
    seed: seed == null ? newSeed() : text('input.seed', seed, 100),
    percent: percent ?? 10,
    unitIds: unitIds == null ? null : idList('input.unitIds', unitIds, MAX_UNITS),
  };
}

/** The instants of whole days in Sweden. */
export function instantsOf(from: Day, to: Day): { readonly fromAt: Date; readonly toAt: Date } {
  return { fromAt: startOfStockholmDay(from), toAt: startOfStockholmDay(addDays(to, 1)) };
}
