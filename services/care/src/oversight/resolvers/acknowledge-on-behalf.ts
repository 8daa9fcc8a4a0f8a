import { found } from '@samplan/kit/found';
import { acknowledgeOnBehalf as acknowledgeByRule } from '@samplan/kit/message/domain';
import { freeText } from '@samplan/kit/person/free-text';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { messageNotOwed } from '../../message/problems.ts';
import { TRIES } from '../../message/resolvers/own-recipient.ts';
import { permit } from '../../policy.ts';

export const acknowledgeOnBehalf: NonNullable<MutationResolvers['acknowledgeOnBehalf']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, oversight, messages, access, now } = context;
  const grant = permit(viewer, 'message.acknowledge-on-behalf');
  if (!grant.ok) return access.refuse('message.acknowledge-on-behalf');
  const { messageId, unitId } = input;
  const reason = freeText('input.reason', input.reason);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const [message] = await oversight.find(grant.value, [messageId], access);
    const recipient = message?.places.find((place) => place.recipient.unitId === unitId)?.recipient;
    if (!message || !recipient) return notPermitted();
    const after = acknowledgeByRule(recipient, grant.value.viewer.userId, reason, now());
    if (!after.ok) return messageNotOwed(after.problem);
    if (await messages.saveRecipient(grant.value, message, recipient, after.value, access, now())) {
      const [acknowledged] = await oversight.find(grant.value, [messageId], access);
      return { __typename: 'AcknowledgeOnBehalfOk', acknowledged: found(acknowledged) };
    }
  }
  return changedMeanwhile();
};
