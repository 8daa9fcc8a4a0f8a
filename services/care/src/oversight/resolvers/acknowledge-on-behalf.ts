import { found } from '@samplan/kit/found';
import { acknowledgeOnBehalf as acknowledgeByRule } from '@samplan/kit/message/domain';
import { changeOwn } from '@samplan/kit/message/own';
import { freeText } from '@samplan/kit/person/free-text';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
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
    async () => {
      const message = await overseen();
      const recipient = message?.places.find((place) => place.recipient.unitId === unitId)?.recipient;
      return message && recipient ? { message, recipient } : null;
    },
    (recipient) => acknowledgeByRule(recipient, grant.viewer.userId, reason, now()),
    ({ message, recipient }, after) => messages.saveRecipient(grant, message, recipient, after, access, now()),
  );
  switch (change.kind) {
    case 'DONE':
      return { __typename: 'AcknowledgeOnBehalfOk', acknowledged: found(await overseen()) };
    case 'REFUSED':
      return messageNotOwed(change.problem);
    case 'NOT_FOUND':
      return notPermitted();
    case 'CHANGED_MEANWHILE':
      return changedMeanwhile();
  }
};
