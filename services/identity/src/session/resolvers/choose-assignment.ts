import { notPermitted } from '@samplan/kit/problem';
import { stockholmDay } from '@samplan/kit/time';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { entryOf, otherEntryRequired } from '../entry.ts';
import { issueTokens, newRefreshToken } from '../tokens.ts';

export const chooseAssignment: NonNullable<MutationResolvers['chooseAssignment']> = async (_, { input }, context) => {
  const { viewer, address, assignments, sessions, access, keys, rules } = context;
  if (!viewer) return notPermitted();
  const now = context.now();
  const own = await assignments.findCurrent(viewer.userId, stockholmDay(now));
  const assignment = own.find(({ id }) => id === input.assignmentId);
  const session = await sessions.find(viewer.sessionId, now);
  if (!assignment || !session) {
    access.denied('session.choose-assignment', 'NOT_IN_REACH', { subjectId: viewer.sessionId });
    return notPermitted();
  }
  const entry = entryOf(assignment.role);
  if (entry !== session.entry) {
    access.denied('session.choose-assignment', 'WRONG_ENTRY', { subjectId: assignment.id });
    return otherEntryRequired(entry);
  }
  const refresh = newRefreshToken();
  if (!(await sessions.choose(session.id, assignment.id, refresh.hash, now, access))) return notPermitted();
  const tokens = await issueTokens(keys, session, assignment, refresh, rules, address, now);
  return { __typename: 'ChooseAssignmentOk', tokens, assignment };
};
