import type { CareContactResolvers } from '../../generated/resolvers.ts';

export const CareContact: CareContactResolvers = {
  state: ({ person }) => (person ? 'CONFIRMED' : 'UNCONFIRMED'),
  unit: ({ unitId }) => ({ id: unitId }),
  personName: ({ person }) => person?.name ?? null,
  personRole: ({ person }) => person?.role ?? null,
  confirmedBy: ({ confirmedByUserId: id }) => (id ? { id } : null),
};
