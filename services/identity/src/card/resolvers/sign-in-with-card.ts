import type { MutationResolvers } from '../../generated/resolvers.ts';
import { refusalOfAccount } from '../../session/admission.ts';
import { startSession } from '../../session/start.ts';
import { cardMissing, cardNotConverted } from '../problems.ts';

export const signInWithCard: NonNullable<MutationResolvers['signInWithCard']> = async (_, { input }, context) => {
  const { card, cards, access } = context;
  if (!card) return cardMissing();
  const found = await cards.find(card.hsaId);
  if (!found) {
    access.denied('session.start', 'CARD_NOT_CONVERTED');
    return cardNotConverted();
  }
  const now = context.now();
  const refused = await refusalOfAccount(context, found, now);
  if (refused) return refused;
  const { user, account } = found;
  const { certificate } = card;
  const by = { userId: user.id, account, assurance: 'LOA3', certificate, entry: input.entry ?? 'STAFF' } as const;
  return { __typename: 'SignInWithCardOk', tokens: await startSession(context, by, now) };
};
