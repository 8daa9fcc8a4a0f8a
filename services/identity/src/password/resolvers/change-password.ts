import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { tokensFor } from '../../session/start.ts';
import { newRefreshToken } from '../../session/tokens.ts';
import { hashNext } from '../../user/password.ts';
import { changeFaults, passwordRefused } from '../change-rules.ts';
import { refusalOfPassword } from '../check.ts';

export const changePassword: NonNullable<MutationResolvers['changePassword']> = async (_, { input }, context) => {
  const { viewer, passwords, sessions, access, untilHeard } = context;
  const now = context.now();
  const known = viewer && (await passwords.find(viewer.userId));
  const [before] = known?.hashes ?? [];
  if (!viewer || !known || before === undefined) return notPermitted();
  const faults = changeFaults(input, known.owner);
  if (faults.length > 0) return passwordRefused(faults);

  const { userId, sessionId } = viewer;
  const given = { given: input.currentPassword, field: 'input.currentPassword', action: 'password.change' };
  const refusal = await refusalOfPassword(context, { userId, hash: before, ...given }, now);
  if (refusal) return refusal;
  const { hash: next, wasUsed } = await hashNext(input.newPassword, known.hashes);
  if (wasUsed) return passwordRefused(['USED_BEFORE']);

  const refresh = newRefreshToken();
  const ended = await passwords.change({ userId, sessionId, before, next, refresh: refresh.hash, now, access });
  const session = ended && (await sessions.find(sessionId, now));
  if (!session) return changedMeanwhile();
  await Promise.all(ended.map(async ({ event }) => event && (await untilHeard(event))));
  const tokens = await tokensFor(context, session, refresh, now);
  return { __typename: 'ChangePasswordOk', tokens, endedSessions: ended.length };
};
