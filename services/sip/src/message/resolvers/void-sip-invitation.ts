import { text } from '@samplan/kit/graphql/input';
import { refused } from '@samplan/kit/result';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { voidInvitation } from '../../plan/invitation.ts';
import { invitationMissing } from '../../plan/problems.ts';
import { coordinate } from '../../plan/resolvers/step.ts';

export const voidSipInvitation: NonNullable<MutationResolvers['voidSipInvitation']> = async (_, { input }, context) => {
  const reason = text('input.reason', input.reason);
  const step = await coordinate(input, context, async (sip, byUserId, at) => {
    const message = await context.sips.invitationMessage(sip);
    return message ? voidInvitation(sip, message, { byUserId, reason, at }) : refused(invitationMissing());
  });
  return 'problem' in step ? step.problem : { __typename: 'VoidSipInvitationOk', ...step };
};
