import { found } from '@samplan/kit/found';
import { acknowledge, isOutstanding } from '@samplan/kit/message/domain';
import { answerTo, changeOwn } from '@samplan/kit/message/own';
import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { messageNotOwed } from '../problems.ts';
import { findOwn } from './own.ts';

export const acknowledgeSipMessage: NonNullable<MutationResolvers['acknowledgeSipMessage']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, sipMessages, access, now } = context;
  const permitted = permit(viewer, 'sip.answer');
  if (!permitted.ok) return access.refuse('sip.answer');
  const grant = permitted.value;
  const own = await findOwn(grant, input.messageId, context);
  if (!own) return notPermitted();
  if (own.message.type === 'INVITATION' && isOutstanding(own.recipient)) return messageNotOwed('ANSWER_OWED');
  const change = await changeOwn(
    () => findOwn(grant, input.messageId, context),
    (recipient) => acknowledge(recipient, grant.viewer.userId, now()),
    (mine, after) => sipMessages.saveRecipient(grant, mine, after, access, now()),
  );
  return await answerTo(
    change,
    async ({ id }) => {
      const [acknowledged] = await sipMessages.find(grant, [id], access);
      return { __typename: 'AcknowledgeSipMessageOk', acknowledged: found(acknowledged) };
    },
    messageNotOwed,
  );
};
