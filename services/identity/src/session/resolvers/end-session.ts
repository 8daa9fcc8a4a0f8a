import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const endSession: NonNullable<MutationResolvers['endSession']> = async (_, { input }, context) => {
  const { viewer, sessions, access, untilHeard, now } = context;
  if (!viewer) return notPermitted();
  const endedAt = now();
  const ended = await sessions.endOwn(viewer.userId, { only: input.sessionId }, endedAt, access);
  if (ended.length === 0) {
    access.denied('session.end', 'NOT_IN_REACH', { subjectId: input.sessionId });
    return notPermitted();
  }
  await Promise.all(ended.map(async ({ event }) => event && (await untilHeard(event))));
  return { __typename: 'EndSessionOk', endedAt };
};
