import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';

export const endOtherSessions: NonNullable<MutationResolvers['endOtherSessions']> = async (_, _args, context) => {
  const { viewer, sessions, access, untilHeard, now } = context;
  if (!viewer) return notPermitted();
  const endedAt = now();
  const ended = await sessions.endOwn(viewer.userId, { allBut: viewer.sessionId }, endedAt, access);
  await Promise.all(ended.map(async ({ event }) => event && (await untilHeard(event))));
  return { __typename: 'EndOtherSessionsOk', endedAt, endedSessions: ended.length };
};
