import { isFresh } from '@samplan/kit/access/assurance';
import { freshAuthenticationRequired, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { FRESH_MINUTES } from '../domain.ts';

export const removeSecondFactor: NonNullable<MutationResolvers['removeSecondFactor']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, secondFactors, access } = context;
  const now = context.now();
  if (!viewer) return notPermitted();
  if (!isFresh(viewer.proof, now, FRESH_MINUTES)) return freshAuthenticationRequired();
  if (!(await secondFactors.remove(viewer.userId, input.factorId, now, access))) {
    access.denied('second-factor.remove', 'NOT_IN_REACH', { subjectId: input.factorId });
    return notPermitted();
  }
  return { __typename: 'RemoveSecondFactorOk', removedAt: now };
};
