import { stockholmDay } from '@samplan/kit/time';
import type { QueryResolvers, UserResolvers } from '../../generated/resolvers.ts';

export const me: NonNullable<QueryResolvers['me']> = async (_, _args, { viewer, userById }) =>
  viewer ? await userById.load(viewer.userId) : null;

export const User: UserResolvers = {
  __resolveReference: async ({ id }, { userById }) => await userById.load(id),
  assignments: async (user, _args, { viewer, assignments, now }) =>
    viewer?.userId === user.id ? [...(await assignments.findCurrent(user.id, stockholmDay(now())))] : null,
};
