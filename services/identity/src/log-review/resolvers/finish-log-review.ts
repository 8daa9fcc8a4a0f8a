import { freeText } from '@samplan/kit/person/free-text';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { finish } from '../domain.ts';
import { permit } from '../policy.ts';
import { problemOf } from '../problems.ts';
import { actOn } from './act.ts';

export const finishLogReview: NonNullable<MutationResolvers['finishLogReview']> = async (_, { input }, context) => {
  const { viewer, logReviews, access, now } = context;
  const grant = permit(viewer, 'log-review.finish');
  if (!grant.ok) return access.refuse('log-review.finish', { subjectId: input.reviewId });
  const note = input.note == null ? null : freeText('input.note', input.note);
  if (input.outcome === 'WITH_REMARK' && note === null) {
    throw new BadInput('input.note', 'MISSING', 'Beskriv anmärkningen i fältet input.note.');
  }
  const act = await actOn(grant.value, input, context);
  if (!act) return notPermitted();
  const finished = finish(act, input.outcome, note, now());
  if (!finished.ok) return problemOf(finished.problem);
  return (await logReviews.save(grant.value, act.review, finished.value, access))
    ? { __typename: 'FinishLogReviewOk', review: finished.value }
    : changedMeanwhile();
};
