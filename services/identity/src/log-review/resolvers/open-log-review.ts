import { freeText } from '@samplan/kit/person/free-text';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { open } from '../domain.ts';
import { permit } from '../policy.ts';
import { problemOf } from '../problems.ts';
import { actOn } from './act.ts';

export const openLogReview: NonNullable<MutationResolvers['openLogReview']> = async (_, { input }, context) => {
  const { viewer, logReviews, access, now } = context;
  const grant = permit(viewer, 'log-review.open');
  if (!grant.ok) return access.refuse('log-review.open', { subjectId: input.reviewId });
  const reason = freeText('input.reason', input.reason);
  const act = await actOn(grant.value, input, context);
  if (!act) return notPermitted();
  const opened = open(act, reason, now());
  if (!opened.ok) return problemOf(opened.problem);
  const review = opened.value;
  if (review !== act.review && !(await logReviews.save(grant.value, act.review, review, access))) {
    return changedMeanwhile();
  }
  return { __typename: 'OpenLogReviewOk', review };
};
