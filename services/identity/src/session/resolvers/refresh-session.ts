import { stockholmDay } from '@samplan/kit/time';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { idleEnd } from '../domain.ts';
import { hashOf, issueTokens, newRefreshToken } from '../tokens.ts';

export const refreshSession: NonNullable<MutationResolvers['refreshSession']> = async (_, { input }, context) => {
  const { assignments, sessions, keys, times } = context;
  const now = context.now();
  const refresh = newRefreshToken();
  const session = await sessions.rotate(hashOf(input.refreshToken), refresh.hash, now, (s) => idleEnd(s, times, now));
  if (!session) {
    return {
      __typename: 'RefreshRefused',
      code: 'REFRESH_REFUSED',
      message: 'Sessionen har avslutats. Logga in igen.',
    };
  }
  const own = await assignments.findCurrent(session.userId, stockholmDay(now));
  const assignment = own.find(({ id }) => id === session.assignmentId) ?? null;
  return { __typename: 'RefreshSessionOk', tokens: await issueTokens(keys, session, assignment, refresh, times, now) };
};
