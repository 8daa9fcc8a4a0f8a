import { found } from '@samplan/kit/found';
import { acknowledge } from '@samplan/kit/message/domain';
import { answerTo, changeOwn } from '@samplan/kit/message/own';
import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { messageNotOwed } from '../problems.ts';
import { findOwn } from './own-recipient.ts';

export const acknowledgeMessage: NonNullable<MutationResolvers['acknowledgeMessage']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, messages, messageById, access, now } = context;
  const permitted = permit(viewer, 'message.acknowledge');
  if (!permitted.ok) return access.refuse('message.acknowledge');
  const grant = permitted.value;
  const change = await changeOwn(
    () => findOwn(grant, input.messageId, context),
    (recipient) => acknowledge(recipient, grant.viewer.userId, now()),
    ({ message, recipient }, after) => messages.saveRecipient(grant, message, recipient, after, access, now()),
  );
  return await answerTo(
    change,
    async ({ id }) => ({ __typename: 'AcknowledgeMessageOk', acknowledged: found(await messageById.load(id)) }),
    (why) => (why === 'RETURNED' ? notPermitted() : messageNotOwed(why)),
  );
};
