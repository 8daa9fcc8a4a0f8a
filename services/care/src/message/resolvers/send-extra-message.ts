import type { MutationResolvers } from '../../generated/resolvers.ts';
import { sendText } from './send.ts';

export const sendExtraMessage: NonNullable<MutationResolvers['sendExtraMessage']> = async (_, { input }, context) => {
  const outcome = await sendText('EXTRA_MESSAGE', 'extra-message.send', input, context);
  return 'sent' in outcome ? { __typename: 'SendExtraMessageOk', extraMessage: outcome.sent } : outcome.problem;
};
