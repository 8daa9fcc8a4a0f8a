import { cardSignInRequired } from '../../card/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { requireSecondFactor } from '../../second-factor/challenge.ts';
import { accountOf } from '../../user/credentials.ts';
import { refusalOfAccount } from '../admission.ts';
import { signInRefused } from '../problems.ts';
import { startSession } from '../start.ts';

export const signIn: NonNullable<MutationResolvers['signIn']> = async (_, { input }, context) => {
  const { users, access } = context;
  const now = context.now();
  const found = await accountOf(users, input);
  if (!found.fits) {
    access.denied('session.start', 'CREDENTIALS_REFUSED', { subjectId: found.userId });
    return signInRefused();
  }
  const { user, account, card } = found.credentials;
  if (card.convertedAt) {
    access.denied('session.start', 'CARD_SIGN_IN_REQUIRED', { subjectId: user.id });
    return cardSignInRequired();
  }
  const refused = await refusalOfAccount(context, found.credentials, now);
  if (refused) return refused;
  const entry = input.entry ?? 'STAFF';
  const required = await requireSecondFactor(context, user.id, entry, now);
  if (required) return required;
  const by = { userId: user.id, account, entry, assurance: 'LOA1' } as const;
  return { __typename: 'SignInOk', tokens: await startSession(context, by, now) };
};
