import type { MutationResolvers } from '../../generated/resolvers.ts';
import { sendText } from './send.ts';

export const sendExtraMessage: NonNullable<MutationResolvers['sendExtraMessage']> = async (_, { input }, context) =>
  await sendText('EXTRA_MESSAGE', 'extra-message.send', input, context, (extraMessage) => ({
    __typename: 'SendExtraMessageOk' as const,
    extraMessage,
  }));
