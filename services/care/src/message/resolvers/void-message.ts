import { found } from '@samplan/kit/found';
import { text } from '@samplan/kit/graphql/input';
import { voidMessage as voidByRule } from '@samplan/kit/message/sent';
import { changedMeanwhile } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { messageNotChangeable } from '../problems.ts';
import { findOwnSent } from './own-sent.ts';

export const voidMessage: NonNullable<MutationResolvers['voidMessage']> = async (_, { input }, context) => {
  const reason = text('input.reason', input.reason);
  const own = await findOwnSent(input.messageId, context);
  if ('problem' in own) return own.problem;
  const { grant, message } = own;
  const now = context.now();
  const voided = voidByRule(message, grant.viewer.userId, reason, now);
  if (!voided.ok) return messageNotChangeable(voided.problem);
  const noticeId = await context.messages.saveVoiding(grant, message, voided.value, context.access, now);
  if (!noticeId) return changedMeanwhile();
  return {
    __typename: 'VoidMessageOk',
    voided: found(await context.messageById.load(message.id)),
    notice: found(await context.messageById.load(noticeId)),
  };
};
