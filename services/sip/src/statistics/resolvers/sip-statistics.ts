import type { QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { tableOf } from '../domain.ts';

export const sipStatistics: NonNullable<QueryResolvers['sipStatistics']> = async (_, _args, context) => {
  const { viewer, statistics, access, now } = context;
  const grant = permit(viewer, 'statistics.read');
  if (!grant.ok) {
    access.denied('statistics.read', 'NO_CAPABILITY');
    return null;
  }
  const codes = await statistics.municipalities(grant.value);
  const asOf = now();
  return tableOf(codes, await statistics.ongoing(grant.value, codes, asOf), asOf);
};
