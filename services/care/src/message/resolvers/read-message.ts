import { found } from '@samplan/kit/found';
import { read } from '@samplan/kit/message/domain';
import { changeOwn } from '@samplan/kit/message/own';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { ok } from '@samplan/kit/result';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { findOwn } from './own-recipient.ts';

export const readMessage: NonNullable<MutationResolvers['readMessage']> = async (_, { input }, context) => {
  const { viewer, messages, messageById, access, now } = context;
  const permitted = permit(viewer, 'message.acknowledge');
  if (!permitted.ok) return access.refuse('message.acknowledge');
  const grant = permitted.value;
  const change = await changeOwn(
    () => findOwn(grant, input.messageId, context),
    (recipient) => ok(read(recipient, grant.viewer.userId, now())),
    ({ message, recipient }, after) => messages.saveRecipient(grant, message, recipient, after, access, now()),
  );
  if (change.kind === 'DONE') {
    return { __typename: 'ReadMessageOk', opened: found(await messageById.load(change.message.id)) };
  }
  return change.kind === 'CHANGED_MEANWHILE' ? changedMeanwhile() : notPermitted();
};
