import { idList, text } from '@samplan/kit/graphql/input';
import { notPermitted } from '@samplan/kit/problem';
import { attachmentIdsOf, refusedAttachment } from '../../attachment/resolvers/attachment.ts';
import { canReceive, isOpenForMessages, isWard } from '../../episode/domain.ts';
import { recipientRefused, stateRefuses } from '../../episode/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import type { Message } from '../store.ts';
import { ACTION_OF, RECIPIENT_KINDS } from '../types.ts';
import { sendOnce } from './send-once.ts';

const MAX_RECIPIENTS = 30;

export const sendMessage: NonNullable<MutationResolvers['sendMessage']> = async (_, { input }, context) => {
  const { viewer, patients, episodes, messages, facts, access } = context;
  const { type, patientId } = input;
  const action = ACTION_OF[type];
  const permitted = permit(viewer, action);
  if (!permitted.ok) return access.refuse(action);
  const grant = permitted.value;
  const now = context.now();
  return await sendOnce(grant, input, context, sendMessageOk, async (request) => {
    const attachmentIds = attachmentIdsOf(input.attachmentIds);
    const message = { type, text: text('input.text', input.text), attachmentIds };
    const recipientIds = idList('input.recipientIds', input.recipientIds, MAX_RECIPIENTS);
    const [patient] = await patients.find(grant, [patientId], access, now);
    if (!patient) return notPermitted();
    const episodeId = input.episodeId ?? null;
    if (episodeId) {
      const [episode] = await episodes.find(grant, [episodeId], access);
      if (episode?.patientId !== patientId) return notPermitted();
      if (!isOpenForMessages(episode)) return stateRefuses(episode.state);
    }
    const refused = await refusedAttachment(grant, patientId, attachmentIds, context);
    if (refused) return refused;
    const units = await facts.units(recipientIds);
    const kinds = RECIPIENT_KINDS[type];
    const unfit = units.findIndex(
      (unit) =>
        unit?.isActive !== true ||
        unit.unitId === grant.viewer.assignment.unitId ||
        !(canReceive(unit) || isWard(unit.kind)) ||
        (kinds && !kinds.includes(unit.kind)),
    );
    if (unfit >= 0) return recipientRefused(`input.recipientIds[${unfit}]`);
    const to = units.filter((unit) => unit !== null);
    return await messages.sendTo(grant, patientId, episodeId, message, to, request, access, now);
  });
};

function sendMessageOk(sent: Message) {
  return { __typename: 'SendMessageOk' as const, sent };
}
