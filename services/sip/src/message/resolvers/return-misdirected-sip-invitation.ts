import { found } from '@samplan/kit/found';
import { text } from '@samplan/kit/graphql/input';
import { returnMisdirected } from '@samplan/kit/message/domain';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { leave } from '../../plan/invitation.ts';
import { invitationNotOutstanding } from '../../plan/problems.ts';
import { permit } from '../../policy.ts';
import { findOwn } from './own.ts';

export const returnMisdirectedSipInvitation: NonNullable<MutationResolvers['returnMisdirectedSipInvitation']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, sips, sipMessages, access } = context;
  const permitted = permit(viewer, 'sip.answer');
  if (!permitted.ok) return access.refuse('sip.answer');
  const grant = permitted.value;
  const reason = text('input.reason', input.reason);
  const now = context.now();
  const own = await findOwn(grant, input.messageId, context);
  if (!own) return notPermitted();
  if (own.message.type !== 'INVITATION') return invitationNotOutstanding();
  const after = returnMisdirected(own.recipient, grant.viewer.userId, reason, now);
  if (!after.ok) return invitationNotOutstanding();
  const [sip] = await sips.find(grant, [own.message.sipId], access);
  const change = leave(found(sip), grant.reach.unitId, own.message.id);
  if (!change.ok) return change.problem;
  const noticeId = await sipMessages.saveReturn(grant, own, after.value, found(sip), change.value, access, now);
  return noticeId ? { __typename: 'ReturnMisdirectedSipInvitationOk', noticeId } : changedMeanwhile();
};
