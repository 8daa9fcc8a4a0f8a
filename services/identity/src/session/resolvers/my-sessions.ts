import type { OwnSessionResolvers, QueryResolvers } from '../../generated/resolvers.ts';

export const mySessions: NonNullable<QueryResolvers['mySessions']> = async (_, _args, { viewer, sessions, now }) =>
  viewer ? [...(await sessions.findOwn(viewer.userId, now()))] : null;

export const OwnSession: OwnSessionResolvers = {
  isThis: ({ id }, _args, { viewer }) => id === viewer?.sessionId,
  unit: ({ unitId }) => (unitId === null ? null : { id: unitId }),
};
