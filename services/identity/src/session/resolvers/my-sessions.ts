import { pageRequest } from '@samplan/kit/page';
import type { OwnSessionResolvers, QueryResolvers } from '../../generated/resolvers.ts';

export const mySessions: NonNullable<QueryResolvers['mySessions']> = async (_, args, { viewer, sessions, now }) => {
  const { first } = pageRequest(args);
  return viewer ? [...(await sessions.findOwn(viewer.userId, first, now()))] : null;
};

export const OwnSession: OwnSessionResolvers = {
  isThis: ({ id }, _args, { viewer }) => id === viewer?.sessionId,
  unit: ({ unitId }) => (unitId === null ? null : { id: unitId }),
};
