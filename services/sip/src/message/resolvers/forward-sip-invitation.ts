import { forward } from '@samplan/kit/message/domain';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { handOn } from './hand-on.ts';

export const forwardSipInvitation: NonNullable<MutationResolvers['forwardSipInvitation']> = async (
  _,
  { input },
  context,
) => {
  const { messageId, toUnitId } = input;
  const outcome = await handOn(
    messageId,
    [toUnitId],
    () => 'input.toUnitId',
    (recipient, others, userId, now) => forward(recipient, toUnitId, others, userId, now),
    context,
  );
  return 'problem' in outcome ? outcome.problem : { __typename: 'ForwardSipInvitationOk', ...outcome };
};
