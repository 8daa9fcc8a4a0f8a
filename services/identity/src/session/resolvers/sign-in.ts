import { cardSignInRequired } from '../../card/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { requireSecondFactor } from '../../second-factor/challenge.ts';
import { accountOf } from '../../user/credentials.ts';
import { refusalOfAccount } from '../admission.ts';
import { startSession } from '../start.ts';

export const signIn: NonNullable<MutationResolvers['signIn']> = async (_, { input }, context) => {
  const { access } = context;
  const now = context.now();
  const found = await accountOf(context, input, 'session.start', now);
  if (!found.ok) return found.problem;
  const { user, account, card } = found.value;
  if (card.convertedAt) {
    access.denied('session.start', 'CARD_SIGN_IN_REQUIRED', { subjectId: user.id });
    return cardSignInRequired();
  }
  const refused = await refusalOfAccount(context, found.value, now);
  if (refused) return refused;
  const entry = input.entry ?? 'STAFF';
  const required = await requireSecondFactor(context, user.id, entry, now);
  if (required) return required;
  const by = { userId: user.id, account, entry, assurance: 'LOA1' } as const;
  return { __typename: 'SignInOk', tokens: await startSession(context, by, now) };
};
