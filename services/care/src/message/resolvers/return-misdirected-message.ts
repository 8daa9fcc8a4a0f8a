import { found } from '@samplan/kit/found';
import { text } from '@samplan/kit/graphql/input';
import { returnMisdirected } from '@samplan/kit/message/domain';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { messageNotForwardable } from '../problems.ts';
import { findOwn } from './own-recipient.ts';

export const returnMisdirectedMessage: NonNullable<MutationResolvers['returnMisdirectedMessage']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, messages, messageById, access } = context;
  const grant = permit(viewer, 'message.acknowledge');
  if (!grant.ok) return access.refuse('message.acknowledge');
  const reason = text('input.reason', input.reason);
  const now = context.now();
  const own = await findOwn(grant.value, input.messageId, context);
  if (!own) return notPermitted();
  const after = returnMisdirected(own.recipient, grant.value.viewer.userId, reason, now);
  if (!after.ok) return messageNotForwardable();
  const noticeId = await messages.saveReturn(grant.value, own.message, own.recipient, after.value, access, now);
  if (!noticeId) return changedMeanwhile();
  return { __typename: 'ReturnMisdirectedMessageOk', notice: found(await messageById.load(noticeId)) };
};
