import { found } from '@samplan/kit/found';
import { read } from '@samplan/kit/message/domain';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { findOwn, TRIES } from './own-recipient.ts';

export const readMessage: NonNullable<MutationResolvers['readMessage']> = async (_, { input }, context) => {
  const { viewer, messages, messageById, access, now } = context;
  const grant = permit(viewer, 'message.acknowledge');
  if (!grant.ok) return access.refuse('message.acknowledge');
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const own = await findOwn(grant.value, input.messageId, context);
    if (!own) return notPermitted();
    const { message, recipient } = own;
    const opened = read(recipient, grant.value.viewer.userId, now());
    if (
      opened === recipient ||
      (await messages.saveRecipient(grant.value, message, recipient, opened, access, now()))
    ) {
      return { __typename: 'ReadMessageOk', opened: found(await messageById.load(message.id)) };
    }
  }
  return changedMeanwhile();
};
