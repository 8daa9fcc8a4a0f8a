import { notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import { daysBetween, stockholmDay } from '@samplan/kit/time';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { drawDay } from '../draw.ts';
import { type Draw, drawOf, instantsOf, MAX_UNITS } from '../input.ts';
import { permit } from '../policy.ts';
import type { DrawGrant, LogReviewStore, NewReview } from '../store.ts';

export const drawLogSample: NonNullable<MutationResolvers['drawLogSample']> = async (_, { input }, context) => {
  const { viewer, logReviews, access } = context;
  const grant = permit(viewer, 'log-review.draw');
  if (!grant.ok) return access.refuse('log-review.draw');
  const now = context.now();
  const draw = drawOf(input, stockholmDay(now));
  const units = await logReviews.units(grant.value, draw.unitIds);
  const foreign = draw.unitIds?.find((id) => !units.includes(id));
  if (foreign) {
    access.denied('log-review.draw', 'NOT_IN_REACH', { subjectId: foreign });
    return notPermitted();
  }
  const drawn =
    draw.method === 'UNIT_DAY' ? unitDays(draw, units, grant.value) : await staffShare(draw, logReviews, grant.value);
  const reviews = await logReviews.begin(grant.value, drawn, access, now);
  return { __typename: 'DrawLogSampleOk', seed: draw.seed, reviews: [...reviews] };
};

/** One day at each unit. */
function unitDays(draw: Draw, units: readonly string[], grant: DrawGrant): readonly NewReview[] {
  if (units.length > MAX_UNITS) {
    throw new BadInput('input.unitIds', 'TOO_MANY', `Ange högst ${MAX_UNITS} enheter i fältet input.unitIds.`);
  }
  const days = daysBetween(draw.from, draw.to) + 1;
  return units.map((unitId) => {
    const day = drawDay(draw.seed, unitId, draw.from, days);
    return { ...reviewOf(draw), unitId, userIds: [], ...instantsOf(day, day), drawKey: keyOf(draw, grant, unitId) };
  });
}

/** A share of the staff, all of them in one review. None when nobody has done anything. */
async function staffShare(draw: Draw, logReviews: LogReviewStore, grant: DrawGrant): Promise<readonly NewReview[]> {
  const instants = instantsOf(draw.from, draw.to);
  const userIds = await logReviews.drawStaff(grant, { ...draw, ...instants, units: draw.unitIds });
  if (userIds.length === 0) return [];
  const among = draw.unitIds && [...draw.unitIds].sort();
  const drawKey = keyOf(draw, grant, draw.percent, among);
  return [{ ...reviewOf(draw), unitId: null, userIds, ...instants, drawKey }];
}

function reviewOf({ method, seed }: Draw) {
  return { method, seed, suspicion: null, patientId: null };
}

function keyOf({ method, seed, from, to }: Draw, { reach }: DrawGrant, ...more: readonly unknown[]): string {
  return JSON.stringify([reach.principalId, reach.administrationId, method, seed, from, to, ...more]);
}
