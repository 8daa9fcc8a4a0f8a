import { stockholmDay } from '@samplan/kit/time';
import type { MutationResolvers, RefreshRefused } from '../../generated/resolvers.ts';
import { idleEnd } from '../domain.ts';
import { hashOf, issueTokens, newRefreshToken } from '../tokens.ts';

export const refreshSession: NonNullable<MutationResolvers['refreshSession']> = async (_, { input }, context) => {
  const { address, card, assignments, sessions, access, keys, rules, untilHeard } = context;
  const now = context.now();
  const used = hashOf(input.refreshToken);
  const refresh = newRefreshToken();
  const trade = await sessions.trade(
    used,
    card?.certificate ?? null,
    refresh.hash,
    now,
    (session) => idleEnd(session, rules, now),
    access,
  );
  if (trade.kind === 'USED_BEFORE') {
    access.denied('session.refresh', 'TOKEN_USED_BEFORE', { subjectId: trade.sessionId });
    if (trade.event) await untilHeard(trade.event);
  }
  if (trade.kind !== 'TRADED') return refusal();
  const { session } = trade;
  // A copy of another environment's database has its sessions too (f.2 27).
  if (session.account.environment !== rules.environment) return refusal();
  const own = await assignments.findCurrent(session.userId, stockholmDay(now));
  const assignment = own.find(({ id }) => id === session.assignmentId) ?? null;
  return {
    __typename: 'RefreshSessionOk',
    tokens: await issueTokens(keys, session, assignment, refresh, rules, address, now),
  };
};

function refusal(): RefreshRefused {
  return {
    __typename: 'RefreshRefused',
    code: 'REFRESH_REFUSED',
    message: 'Sessionen har avslutats. Logga in igen.',
  };
}
