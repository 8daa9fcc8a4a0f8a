import { text } from '@samplan/kit/graphql/input';
import { nextVersion } from '@samplan/kit/message/sent';
import { notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { Attachment } from '../../attachment/domain.ts';
import { isOpenForMessages } from '../../episode/domain.ts';
import { stateRefuses } from '../../episode/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { messageNotChangeable } from '../problems.ts';
import type { Message } from '../store.ts';
import { findOwnSent } from './own-sent.ts';
import { sendOnce } from './send-once.ts';

export const correctMessage: NonNullable<MutationResolvers['correctMessage']> = async (_, { input }, context) => {
  const { episodeById, attachmentsOf, messages, access } = context;
  const corrected = text('input.text', input.text);
  const own = await findOwnSent(input.messageId, context);
  if ('problem' in own) return own.problem;
  const { grant, message } = own;
  const attachmentIds = kept(await attachmentsOf.load(message.id), input.removedAttachmentIds ?? []);
  return await sendOnce(grant, input, context, correctMessageOk, async (request) => {
    const version = nextVersion(message);
    if (!version.ok) return messageNotChangeable(version.problem);
    if (message.episodeId) {
      const episode = await episodeById.load(message.episodeId);
      if (!episode) return notPermitted();
      if (!isOpenForMessages(episode)) return stateRefuses(episode.state);
    }
    return await messages.saveCorrection(
      grant,
      message,
      version.value,
      { text: corrected, attachmentIds },
      request,
      access,
      context.now(),
    );
  });
};

/**
 * The files that the new version takes along: all but those that are removed.
 * @throws BadInput naming the place of one that the message does not have.
 */
function kept(files: readonly Attachment[], removed: readonly string[]): readonly string[] {
  const ids = files.map(({ id }) => id);
  for (const [i, id] of removed.entries()) {
    if (ids.includes(id)) continue;
    const field = `input.removedAttachmentIds[${i}]`;
    throw new BadInput(field, 'UNKNOWN', `Meddelandet har ingen sådan bilaga som fältet ${field} anger.`);
  }
  return ids.filter((id) => !removed.includes(id));
}

function correctMessageOk(corrected: Message) {
  return { __typename: 'CorrectMessageOk' as const, corrected };
}
