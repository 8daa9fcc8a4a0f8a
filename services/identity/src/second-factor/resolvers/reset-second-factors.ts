import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';

export const resetSecondFactors: NonNullable<MutationResolvers['resetSecondFactors']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, secondFactors, access, untilHeard } = context;
  const { userId } = input;
  const grant = permit(viewer, 'second-factor.reset');
  if (!grant.ok) return access.refuse('second-factor.reset', { subjectId: userId });
  const done = await secondFactors.reset(grant.value, userId, context.now(), access);
  if (!done) {
    access.denied('second-factor.reset', 'NOT_IN_REACH', { subjectId: userId });
    return notPermitted();
  }
  await Promise.all(done.ended.map(async ({ event }) => event && (await untilHeard(event))));
  return { __typename: 'ResetSecondFactorsOk', removed: done.removed, endedSessions: done.ended.length };
};
