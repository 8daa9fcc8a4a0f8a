import { BadInput } from '@samplan/kit/server/errors';
import { daysBetween } from '@samplan/kit/time';
import { drawDay } from './draw.ts';
import { type Draw, instantsOf, MAX_UNITS } from './input.ts';
import type { ReviewReach } from './policy.ts';
import type { NewReview } from './store.ts';

/**
 * The reviews of a draw of one day at each unit (G-075).
 * @throws BadInput when there are too many units.
 */
export function unitDays(draw: Draw, units: readonly string[], reach: ReviewReach): readonly NewReview[] {
  if (units.length > MAX_UNITS) {
    throw new BadInput('input.unitIds', 'TOO_MANY', `Ange högst ${MAX_UNITS} enheter i fältet input.unitIds.`);
  }
  const days = daysBetween(draw.from, draw.to) + 1;
  return units.map((unitId) => {
    const day = drawDay(draw.seed, unitId, draw.from, days);
    return { ...drawnBy(draw), unitId, userIds: [], ...instantsOf(day, day), drawKey: drawKeyOf(draw, reach, unitId) };
  });
}

/** What every review of a draw has. */
export function drawnBy({ method, seed }: Draw) {
  return { method, seed, suspicion: null, patientId: null };
}

/** Names what was drawn, so that the same draw gives the same reviews. */
export function drawKeyOf({ method, seed, from, to }: Draw, reach: ReviewReach, ...more: readonly unknown[]): string {
  return JSON.stringify([reach.principalId, reach.administrationId, method, seed, from, to, ...more]);
}
