import { newId } from '@samplan/kit/id';
import { addHours } from '@samplan/kit/time';
import type { MutationResolvers, SignInRefused } from '../../generated/resolvers.ts';
import { canonicalUsername } from '../../user/domain.ts';
import { isPassword } from '../../user/password.ts';
import { idleEnd } from '../domain.ts';
import { issueTokens, newRefreshToken } from '../tokens.ts';

/** Longer passwords cannot exist (F-054); hashing them would only cost. */
const MAX_PASSWORD_BYTES = 256;

export const signIn: NonNullable<MutationResolvers['signIn']> = async (_, { input }, context) => {
  const { users, sessions, access, keys, rules } = context;
  const now = context.now();
  const organisation = input.organisation.trim().toLowerCase();
  const found = await users.findCredentials(organisation, canonicalUsername(input.username));
  const isHashable = Buffer.byteLength(input.password) <= MAX_PASSWORD_BYTES;
  const fits = await isPassword(isHashable ? (found?.passwordHash ?? null) : null, isHashable ? input.password : '');
  if (!found || !fits) {
    access.denied('session.start', 'CREDENTIALS_REFUSED', { subjectId: found?.user.id ?? null });
    return refusal();
  }
  const endsAt = addHours(now, rules.maxHours);
  const session = {
    id: newId('ses'),
    userId: found.user.id,
    assignmentId: null,
    endsAt,
    idleEndsAt: idleEnd({ endsAt }, rules, now),
    proof: { assurance: 'LOA1' as const, authenticatedAt: now, certificate: null },
    account: found.account,
  };
  const refresh = newRefreshToken();
  await sessions.start(session, refresh.hash, now, access);
  return { __typename: 'SignInOk', tokens: await issueTokens(keys, session, null, refresh, rules, now) };
};

function refusal(): SignInRefused {
  return {
    __typename: 'SignInRefused',
    code: 'SIGN_IN_REFUSED',
    message: 'Organisation, användarnamn och lösenord stämmer inte ihop. Försök igen eller kontakta din administratör.',
  };
}
