import type { ExceptionalAccessResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';

/** The most in one answer. */
const MAX_ACCESSES = 100;

export const exceptionalAccesses: NonNullable<QueryResolvers['exceptionalAccesses']> = async (
  _,
  { first },
  { viewer, emergencies, access },
) => {
  const grant = permit(viewer, 'exceptional-access.review');
  if (!grant.ok) {
    access.denied('exceptional-access.review', 'NO_CAPABILITY');
    return null;
  }
  const count = Math.min(Math.max(first ?? MAX_ACCESSES, 0), MAX_ACCESSES);
  return [...(await emergencies.latest(grant.value, count, access))];
};

export const ExceptionalAccess: ExceptionalAccessResolvers = {
  user: async ({ userId }, _args, { userById }) => await userById.load(userId),
  unit: ({ unitId }) => ({ id: unitId }),
};
