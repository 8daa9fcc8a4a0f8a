import { found } from '@samplan/kit/found';
import { acknowledgeOnBehalf as acknowledgeByRule } from '@samplan/kit/message/domain';
import { overseenAt } from '@samplan/kit/message/oversight';
import { answerTo, changeOwn } from '@samplan/kit/message/own';
import { freeText } from '@samplan/kit/person/free-text';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { messageNotOwed } from '../../message/problems.ts';
import { permit } from '../../policy.ts';

export const acknowledgeOnBehalf: NonNullable<MutationResolvers['acknowledgeOnBehalf']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, oversight, messages, access, now } = context;
  const permitted = permit(viewer, 'message.acknowledge-on-behalf');
  if (!permitted.ok) return access.refuse('message.acknowledge-on-behalf');
  const grant = permitted.value;
  const { messageId, unitId } = input;
  const reason = freeText('input.reason', input.reason);
  const overseen = async () => (await oversight.find(grant, [messageId], access))[0] ?? null;
  const change = await changeOwn(
    async () => overseenAt(await overseen(), unitId),
    (recipient) => acknowledgeByRule(recipient, grant.viewer.userId, reason, now()),
    ({ message, recipient }, after) => messages.saveRecipient(grant, message, recipient, after, access, now()),
  );
  return await answerTo(
    change,
    async () => ({ __typename: 'AcknowledgeOnBehalfOk', acknowledged: found(await overseen()) }),
    messageNotOwed,
  );
};
