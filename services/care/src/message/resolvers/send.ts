import { text } from '@samplan/kit/graphql/input';
import { notPermitted } from '@samplan/kit/problem';
import { attachmentIdsOf, refusedAttachment } from '../../attachment/resolvers/attachment.ts';
import type { Context } from '../../context.ts';
import { isOpenForMessages } from '../../episode/domain.ts';
import { stateRefuses } from '../../episode/problems.ts';
import { permit } from '../../policy.ts';
import type { Message } from '../store.ts';
import { sendOnce } from './send-once.ts';

interface SendInput {
  readonly idempotencyKey: string;
  readonly episodeId: string;
  readonly text: string;
  readonly attachmentIds?: readonly string[] | null | undefined;
}

/**
 * Sends a text to all other parties of an episode. Extra messages and care reports differ only in who may write them.
 * @param ok - the answer with what was sent.
 */
export async function sendText<Ok extends object>(
  type: 'EXTRA_MESSAGE' | 'CARE_REPORT',
  action: 'extra-message.send' | 'care-report.send',
  input: SendInput,
  context: Context,
  ok: (sent: Message) => Ok,
) {
  const { viewer, episodes, messages, access, now } = context;
  const permitted = permit(viewer, action);
  if (!permitted.ok) return access.refuse(action);
  const grant = permitted.value;
  const attachmentIds = attachmentIdsOf(input.attachmentIds);
  const message = {
    type,
    text: text('input.text', input.text),
    isLate: false,
    replacesEarlier: false,
    attachmentIds,
  };
  return await sendOnce(grant, input, context, ok, async (request) => {
    const [episode] = await episodes.find(grant, [input.episodeId], access);
    if (!episode) return notPermitted();
    if (!isOpenForMessages(episode)) return stateRefuses(episode.state);
    const refused = await refusedAttachment(grant, episode.patientId, attachmentIds, context);
    if (refused) return refused;
    return await messages.send(grant, episode, message, request, access, now());
  });
}
