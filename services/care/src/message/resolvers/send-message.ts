import { found } from '@samplan/kit/found';
import { idempotencyKey, idList, text } from '@samplan/kit/graphql/input';
import { changedMeanwhile, idempotencyKeyReused, notPermitted } from '@samplan/kit/problem';
import { attachmentIdsOf, refusedAttachment } from '../../attachment/resolvers/attachment.ts';
import { canReceive, isOpenForMessages, isWard } from '../../episode/domain.ts';
import { recipientRefused, stateRefuses } from '../../episode/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { ACTION_OF, RECIPIENT_KINDS } from '../types.ts';

const MAX_RECIPIENTS = 30;

export const sendMessage: NonNullable<MutationResolvers['sendMessage']> = async (_, { input }, context) => {
  const { viewer, patients, episodes, messages, messageById, facts, access } = context;
  const { idempotencyKey: key, type, patientId, ...rest } = input;
  const action = ACTION_OF[type];
  const grant = permit(viewer, action);
  if (!grant.ok) return access.refuse(action);
  const now = context.now();
  const { userId, assignment } = grant.value.viewer;
  const request = {
    userId,
    unitId: assignment.unitId,
    key: idempotencyKey(key),
    action,
    input: { type, patientId, ...rest },
  };
  const earlier = await context.earlier(request);
  if (earlier.kind === 'REUSED') return idempotencyKeyReused();
  if (earlier.kind === 'REPEATED') {
    return { __typename: 'SendMessageOk', sent: found(await messageById.load(earlier.resultId)) };
  }
  const attachmentIds = attachmentIdsOf(input.attachmentIds);
  const message = { type, text: text('input.text', input.text), attachmentIds };
  const recipientIds = idList('input.recipientIds', input.recipientIds, MAX_RECIPIENTS);
  const [patient] = await patients.find(grant.value, [patientId], access, now);
  if (!patient) return notPermitted();
  const episodeId = input.episodeId ?? null;
  if (episodeId) {
    const [episode] = await episodes.find(grant.value, [episodeId], access);
    if (episode?.patientId !== patientId) return notPermitted();
    if (!isOpenForMessages(episode)) return stateRefuses(episode.state);
  }
  const refused = await refusedAttachment(grant.value, patientId, attachmentIds, context);
  if (refused) return refused;
  const units = await facts.units(recipientIds);
  const kinds = RECIPIENT_KINDS[type];
  const unfit = units.findIndex(
    (unit) =>
      unit?.isActive !== true ||
      unit.unitId === assignment.unitId ||
      !(canReceive(unit) || isWard(unit.kind)) ||
      (kinds && !kinds.includes(unit.kind)),
  );
  if (unfit >= 0) return recipientRefused(`input.recipientIds[${unfit}]`);
  const to = units.filter((unit) => unit !== null);
  const outcome = await messages.sendTo(grant.value, patientId, episodeId, message, to, request, access, now);
  switch (outcome.kind) {
    case 'SENT':
      return { __typename: 'SendMessageOk', sent: found(await messageById.load(outcome.messageId)) };
    case 'REPEATED':
      return { __typename: 'SendMessageOk', sent: found(await messageById.load(outcome.resultId)) };
    case 'REUSED':
      return idempotencyKeyReused();
    case 'ENDED':
      return stateRefuses(outcome.state);
    case 'CHANGED_MEANWHILE':
      return changedMeanwhile();
  }
};
