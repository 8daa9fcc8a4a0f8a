import { found } from '@samplan/kit/found';
import { idempotencyKey, text } from '@samplan/kit/graphql/input';
import {
  type ChangedMeanwhile,
  changedMeanwhile,
  type IdempotencyKeyReused,
  idempotencyKeyReused,
  type NotPermitted,
  notPermitted,
} from '@samplan/kit/problem';
import type { attachmentRefused } from '../../attachment/domain.ts';
import { attachmentIdsOf, refusedAttachment } from '../../attachment/resolvers/attachment.ts';
import type { Context } from '../../context.ts';
import { isOpenForMessages } from '../../episode/domain.ts';
import { type EpisodeStateRefuses, stateRefuses } from '../../episode/problems.ts';
import { permit } from '../../policy.ts';
import type { Message } from '../store.ts';

interface SendInput {
  readonly idempotencyKey: string;
  readonly episodeId: string;
  readonly text: string;
  readonly attachmentIds?: readonly string[] | null | undefined;
}

/** Sends a text to all other parties of an episode. Extra messages and care reports differ only in who may write them. */
export async function sendText(
  type: 'EXTRA_MESSAGE' | 'CARE_REPORT',
  action: 'extra-message.send' | 'care-report.send',
  input: SendInput,
  context: Context,
): Promise<
  | { readonly sent: Message }
  | {
      readonly problem:
        | NotPermitted
        | EpisodeStateRefuses
        | IdempotencyKeyReused
        | ChangedMeanwhile
        | ReturnType<typeof attachmentRefused>;
    }
> {
  const { viewer, episodes, messages, messageById, access, now } = context;
  const grant = permit(viewer, action);
  if (!grant.ok) return { problem: access.refuse(action) };
  const attachmentIds = attachmentIdsOf(input.attachmentIds);
  const message = {
    type,
    text: text('input.text', input.text),
    isLate: false,
    replacesEarlier: false,
    attachmentIds,
  };
  const { idempotencyKey: key, ...rest } = input;
  const { userId, assignment } = grant.value.viewer;
  const request = { userId, unitId: assignment.unitId, key: idempotencyKey(key), action, input: rest };
  const earlier = await context.earlier(request);
  if (earlier.kind === 'REPEATED') return { sent: found(await messageById.load(earlier.resultId)) };
  if (earlier.kind === 'REUSED') return { problem: idempotencyKeyReused() };
  const [episode] = await episodes.find(grant.value, [input.episodeId], access);
  if (!episode) return { problem: notPermitted() };
  if (!isOpenForMessages(episode)) return { problem: stateRefuses(episode.state) };
  const refused = await refusedAttachment(grant.value, episode.patientId, attachmentIds, context);
  if (refused) return { problem: refused };
  const outcome = await messages.send(grant.value, episode, message, request, access, now());
  switch (outcome.kind) {
    case 'SENT':
      return { sent: found(await messageById.load(outcome.messageId)) };
    case 'REPEATED':
      return { sent: found(await messageById.load(outcome.resultId)) };
    case 'REUSED':
      return { problem: idempotencyKeyReused() };
    case 'ENDED':
      return { problem: stateRefuses(outcome.state) };
    case 'CHANGED_MEANWHILE':
      return { problem: changedMeanwhile() };
  }
}
