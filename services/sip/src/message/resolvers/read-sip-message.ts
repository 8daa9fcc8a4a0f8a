import { found } from '@samplan/kit/found';
import { read } from '@samplan/kit/message/domain';
import { changeOwn } from '@samplan/kit/message/own';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { ok } from '@samplan/kit/result';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { findOwn } from './own.ts';

export const readSipMessage: NonNullable<MutationResolvers['readSipMessage']> = async (_, { input }, context) => {
  const { viewer, sipMessages, access, now } = context;
  const permitted = permit(viewer, 'sip.answer');
  if (!permitted.ok) return access.refuse('sip.answer');
  const grant = permitted.value;
  const change = await changeOwn(
    () => findOwn(grant, input.messageId, context),
    (recipient) => ok(read(recipient, grant.viewer.userId, now())),
    (own, after) => sipMessages.saveRecipient(grant, own, after, access, now()),
  );
  if (change.kind === 'DONE') {
    const [opened] = await sipMessages.find(grant, [input.messageId], access);
    return { __typename: 'ReadSipMessageOk', opened: found(opened) };
  }
  return change.kind === 'CHANGED_MEANWHILE' ? changedMeanwhile() : notPermitted();
};
