import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { stockholmDay } from '@samplan/kit/time';
import { GUESSES, tooManyAttempts } from '../../attempt/domain.ts';
import { attemptKey } from '../../attempt/key.ts';
import type { CurrentPasswordWrong, MutationResolvers } from '../../generated/resolvers.ts';
import { issueTokens, newRefreshToken } from '../../session/tokens.ts';
import { hashNext, isPassword } from '../../user/password.ts';
import { changeFaults, passwordRefused } from '../change-rules.ts';

export const changePassword: NonNullable<MutationResolvers['changePassword']> = async (_, { input }, context) => {
  const { viewer, passwords, sessions, assignments, attempts, access, keys, rules, untilHeard } = context;
  const now = context.now();
  const known = viewer && (await passwords.find(viewer.userId));
  const [before] = known?.hashes ?? [];
  if (!viewer || !known || before === undefined) return notPermitted();
  const faults = changeFaults(input, known.owner);
  if (faults.length > 0) return passwordRefused(faults);

  const key = attemptKey('PASSWORD', viewer.userId);
  const retryAt = await attempts.take(key, GUESSES, now);
  if (retryAt) {
    access.denied('password.change', 'TOO_MANY_ATTEMPTS', { subjectId: viewer.userId });
    return tooManyAttempts(retryAt);
  }
  if (!(await isPassword(before, input.currentPassword))) {
    access.denied('password.change', 'CREDENTIALS_REFUSED', { subjectId: viewer.userId });
    return currentPasswordWrong();
  }
  await attempts.clear(key);
  const { hash: next, wasUsed } = await hashNext(input.newPassword, known.hashes);
  if (wasUsed) return passwordRefused(['USED_BEFORE']);

  const refresh = newRefreshToken();
  const { userId, sessionId } = viewer;
  const ended = await passwords.change({ userId, sessionId, before, next, refresh: refresh.hash, now, access });
  const session = ended && (await sessions.find(sessionId, now));
  if (!session) return changedMeanwhile();
  await Promise.all(ended.map(async ({ event }) => event && (await untilHeard(event))));
  const own = await assignments.findCurrent(userId, stockholmDay(now));
  const assignment = own.find(({ id }) => id === session.assignmentId) ?? null;
  const tokens = await issueTokens(keys, session, assignment, refresh, rules, now);
  return { __typename: 'ChangePasswordOk', tokens, endedSessions: ended.length };
};

function currentPasswordWrong(): CurrentPasswordWrong {
  return {
    __typename: 'CurrentPasswordWrong',
    code: 'CURRENT_PASSWORD_WRONG',
    message: 'Det nuvarande lösenordet stämmer inte. Skriv det på nytt.',
    field: 'input.currentPassword',
  };
}
