import { found } from '@samplan/kit/found';
import { acknowledge } from '@samplan/kit/message/domain';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { messageNotOwed } from '../problems.ts';
import { findOwn, TRIES } from './own-recipient.ts';

export const acknowledgeMessage: NonNullable<MutationResolvers['acknowledgeMessage']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, messages, messageById, access, now } = context;
  const grant = permit(viewer, 'message.acknowledge');
  if (!grant.ok) return access.refuse('message.acknowledge');
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const own = await findOwn(grant.value, input.messageId, context);
    if (!own) return notPermitted();
    const { message, recipient } = own;
    const after = acknowledge(recipient, grant.value.viewer.userId, now());
    if (!after.ok) return after.problem === 'RETURNED' ? notPermitted() : messageNotOwed(after.problem);
    if (
      after.value === recipient ||
      (await messages.saveRecipient(grant.value, message, recipient, after.value, access, now()))
    ) {
      return { __typename: 'AcknowledgeMessageOk', acknowledged: found(await messageById.load(message.id)) };
    }
  }
  return changedMeanwhile();
};
