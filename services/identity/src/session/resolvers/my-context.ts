import { stockholmDay } from '@samplan/kit/time';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { entryOf } from '../entry.ts';
import { missingOf } from '../missing.ts';

export const myContext: NonNullable<QueryResolvers['myContext']> = async (_, _args, context) => {
  const { viewer, address, sessions, assignments, rules } = context;
  const now = context.now();
  const session = viewer && (await sessions.find(viewer.sessionId, now));
  if (!session) return null;
  const own = await assignments.findCurrent(viewer.userId, stockholmDay(now));
  const assignment = own.find(({ id }) => id === viewer.assignment?.id) ?? null;
  return {
    assignment,
    capabilities: [...viewer.capabilities],
    sessionEndsAt: session.idleEndsAt,
    missing: missingOf(
      session,
      assignment,
      rules,
      address,
      own.filter(({ role }) => entryOf(role) === session.entry),
    ),
  };
};
