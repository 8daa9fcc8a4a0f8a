import { pageRequest } from '@samplan/kit/page';
import type { ExceptionalAccessResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';

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
  const { first: count } = pageRequest({ first });
  return [...(await emergencies.latest(grant.value, count, access))];
};

export const ExceptionalAccess: ExceptionalAccessResolvers = {
  user: async ({ userId }, _args, { userById }) => await userById.load(userId),
  unit: ({ unitId }) => ({ id: unitId }),
};
