import { found } from '@samplan/kit/found';
import { forward } from '@samplan/kit/message/domain';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { canReceive } from '../../episode/domain.ts';
import { recipientRefused } from '../../episode/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { findOwn } from './own-recipient.ts';

export const forwardMessage: NonNullable<MutationResolvers['forwardMessage']> = async (_, { input }, context) => {
  const { viewer, messages, messageById, facts, access, now } = context;
  const grant = permit(viewer, 'message.forward');
  if (!grant.ok) return access.refuse('message.forward');
  const own = await findOwn(grant.value, input.messageId, context);
  if (!own) return notPermitted();
  const { message, recipient } = own;
  const [to] = await facts.units([input.toUnitId]);
  const { principalId } = grant.value.viewer.assignment;
  if (!to || !canReceive(to) || to.principalId !== principalId) return recipientRefused('input.toUnitId');

  const others = message.recipients.filter((other) => other !== recipient);
  const forwarding = forward(recipient, to.unitId, others, grant.value.viewer.userId, now());
  if (!forwarding.ok) {
    if (forwarding.problem === 'OWN_UNIT') return recipientRefused('input.toUnitId');
    return {
      __typename: 'MessageNotForwardable',
      code: 'MESSAGE_NOT_FORWARDABLE',
      message: 'Meddelandet är redan kvitterat eller vidarebefordrat av enheten.',
    };
  }
  return (await messages.saveForwarding(grant.value, message, recipient, forwarding.value, to, access, now()))
    ? { __typename: 'ForwardMessageOk', forwarded: found(await messageById.load(message.id)) }
    : changedMeanwhile();
};
