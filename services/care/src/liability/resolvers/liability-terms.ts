import type { QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';

export const liabilityTerms: NonNullable<QueryResolvers['liabilityTerms']> = async (_, _args, context) => {
  const { viewer, liabilityTerms: terms, access } = context;
  const grant = permit(viewer, 'liability-basis.read');
  if (!grant.ok) {
    access.denied('liability-basis.read', 'NO_CAPABILITY');
    return null;
  }
  const place = await terms.place(grant.value);
  const [agreements, amounts] = await Promise.all([terms.agreements(place), terms.amounts(place.regionId)]);
  return { agreements: [...agreements], careDayAmounts: [...amounts] };
};
