import { forward } from '@samplan/kit/message/domain';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { handOn } from './hand-on.ts';

export const forwardMessage: NonNullable<MutationResolvers['forwardMessage']> = async (_, { input }, context) => {
  const outcome = await handOn(
    input.messageId,
    [input.toUnitId],
    () => 'input.toUnitId',
    (recipient, others, userId, now) => forward(recipient, input.toUnitId, others, userId, now),
    context,
  );
  return 'message' in outcome ? { __typename: 'ForwardMessageOk', forwarded: outcome.message } : outcome.problem;
};
