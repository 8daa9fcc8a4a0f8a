import { notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { refusalOfPassword } from '../../password/check.ts';
import { refusalOfCode } from '../../second-factor/check.ts';
import { tokensFor } from '../start.ts';
import { newRefreshToken } from '../tokens.ts';

const ACTION = 'session.prove';

export const reauthenticate: NonNullable<MutationResolvers['reauthenticate']> = async (_, { input }, context) => {
  const { viewer, sessions, passwords, access } = context;
  const now = context.now();
  const known = viewer && (await passwords.find(viewer.userId));
  if (!viewer || !known) return notPermitted();
  const { userId } = viewer;
  const { password, secondFactor } = input;
  if ((password == null) === (secondFactor == null)) {
    throw new BadInput('input', 'ONE_OF', 'Ange antingen input.password eller input.secondFactor.');
  }
  if (secondFactor) {
    const refusal = await refusalOfCode(context, { ...secondFactor, userId, action: ACTION }, now);
    if (refusal) return refusal;
  }
  if (password != null) {
    const given = { hash: known.hashes[0] ?? '', given: password, field: 'input.password' };
    const refusal = await refusalOfPassword(context, { userId, action: ACTION, ...given }, now);
    if (refusal) return refusal;
  }
  const session = await sessions.find(viewer.sessionId, now);
  if (!session) return notPermitted();
  // A code beside the password that the session began with is a second factor.
  const isRaised = secondFactor != null && session.proof.assurance === 'LOA1';
  const proof = { ...session.proof, authenticatedAt: now, ...(isRaised && { assurance: 'LOA2' as const }) };
  const refresh = newRefreshToken();
  const proved = await sessions.prove(session.id, proof, refresh.hash, now, access);
  return proved
    ? { __typename: 'ReauthenticateOk', tokens: await tokensFor(context, proved, refresh, now) }
    : notPermitted();
};
