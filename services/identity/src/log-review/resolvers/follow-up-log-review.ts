import { freeText } from '@samplan/kit/person/free-text';
import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { followUpFault } from '../domain.ts';
import { permit } from '../policy.ts';
import { noRemark, ownAccesses } from '../problems.ts';
import { actOn } from './act.ts';

export const followUpLogReview: NonNullable<MutationResolvers['followUpLogReview']> = async (_, { input }, context) => {
  const { viewer, logReviews, access, now } = context;
  const { reviewId, isClosed } = input;
  const grant = permit(viewer, 'log-review.follow-up');
  if (!grant.ok) return access.refuse('log-review.follow-up', { subjectId: reviewId });
  const note = freeText('input.note', input.note);
  const act = await actOn(grant.value, { reviewId, version: 0 }, context);
  if (!act) return notPermitted();
  const fault = followUpFault(act.review, act.isAboutReviewer);
  if (fault) return fault === 'NO_REMARK' ? noRemark() : ownAccesses();
  const followUp = { note, isClosed: isClosed ?? false, notedById: act.by, notedAt: now() };
  await logReviews.addFollowUp(grant.value, reviewId, followUp, access);
  return { __typename: 'FollowUpLogReviewOk', review: act.review };
};
