import type { AssignmentResolvers } from '../../generated/resolvers.ts';

export const Assignment: AssignmentResolvers = {
  unit: ({ unitId }) => ({ id: unitId }),
};
