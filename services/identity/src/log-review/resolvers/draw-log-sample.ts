import { notPermitted } from '@samplan/kit/problem';
import { stockholmDay } from '@samplan/kit/time';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { type Draw, drawOf, instantsOf } from '../input.ts';
import { permit } from '../policy.ts';
import type { DrawGrant, LogReviewStore, NewReview } from '../store.ts';
import { drawKeyOf, drawnBy, unitDays } from '../unit-days.ts';

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
    draw.method === 'UNIT_DAY'
      ? unitDays(draw, units, grant.value.reach)
      : await staffShare(draw, logReviews, grant.value);
  const reviews = await logReviews.begin(grant.value, drawn, access, now);
  return { __typename: 'DrawLogSampleOk', seed: draw.seed, reviews: [...reviews] };
};

/** A share of the staff, all of them in one review. None when nobody has done anything. */
async function staffShare(draw: Draw, logReviews: LogReviewStore, grant: DrawGrant): Promise<readonly NewReview[]> {
  const instants = instantsOf(draw.from, draw.to);
  const userIds = await logReviews.drawStaff(grant, { ...draw, ...instants, units: draw.unitIds });
  if (userIds.length === 0) return [];
  const among = draw.unitIds && [...draw.unitIds].sort();
  const drawKey = drawKeyOf(draw, grant.reach, draw.percent, among);
  return [{ ...drawnBy(draw), unitId: null, userIds, ...instants, drawKey }];
}
