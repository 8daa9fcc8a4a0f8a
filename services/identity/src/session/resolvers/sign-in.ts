import type { MutationResolvers, SignInRefused } from '../../generated/resolvers.ts';
import { requireSecondFactor } from '../../second-factor/challenge.ts';
import { canonicalUsername } from '../../user/domain.ts';
import { isPassword } from '../../user/password.ts';
import { refusalOfAccount } from '../admission.ts';
import { startSession } from '../start.ts';

/** Longer passwords cannot exist (F-054); hashing them would only cost. */
const MAX_PASSWORD_BYTES = 256;

export const signIn: NonNullable<MutationResolvers['signIn']> = async (_, { input }, context) => {
  const { users, access } = context;
  const now = context.now();
  const organisation = input.organisation.trim().toLowerCase();
  const found = await users.findCredentials(organisation, canonicalUsername(input.username));
  const isHashable = Buffer.byteLength(input.password) <= MAX_PASSWORD_BYTES;
  const fits = await isPassword(isHashable ? (found?.passwordHash ?? null) : null, isHashable ? input.password : '');
  if (!found || !fits) {
    access.denied('session.start', 'CREDENTIALS_REFUSED', { subjectId: found?.user.id ?? null });
    return refusal();
  }
  const refused = await refusalOfAccount(context, found, now);
  if (refused) return refused;
  const entry = input.entry ?? 'STAFF';
  const required = await requireSecondFactor(context, found.user.id, entry, now);
  if (required) return required;
  const by = { userId: found.user.id, account: found.account, entry, assurance: 'LOA1' } as const;
  return { __typename: 'SignInOk', tokens: await startSession(context, by, now) };
};

function refusal(): SignInRefused {
  return {
    __typename: 'SignInRefused',
    code: 'SIGN_IN_REFUSED',
    message: 'Organisation, användarnamn och lösenord stämmer inte ihop. Försök igen eller kontakta din administratör.',
  };
}
