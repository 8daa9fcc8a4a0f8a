import { text } from '@samplan/kit/graphql/input';
import { nextVersion } from '@samplan/kit/message/sent';
import { notPermitted } from '@samplan/kit/problem';
import { isOpenForMessages } from '../../episode/domain.ts';
import { stateRefuses } from '../../episode/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { messageNotChangeable } from '../problems.ts';
import type { Message } from '../store.ts';
import { findOwnSent } from './own-sent.ts';
import { sendOnce } from './send-once.ts';

export const correctMessage: NonNullable<MutationResolvers['correctMessage']> = async (_, { input }, context) => {
  const { episodeById, messages, access } = context;
  const corrected = text('input.text', input.text);
  const own = await findOwnSent(input.messageId, context);
  if ('problem' in own) return own.problem;
  const { grant, message } = own;
  return await sendOnce(grant, input, context, correctMessageOk, async (request) => {
    const version = nextVersion(message);
    if (!version.ok) return messageNotChangeable(version.problem);
    if (message.episodeId) {
      const episode = await episodeById.load(message.episodeId);
      if (!episode) return notPermitted();
      if (!isOpenForMessages(episode)) return stateRefuses(episode.state);
    }
    return await messages.saveCorrection(grant, message, version.value, corrected, request, access, context.now());
  });
};

function correctMessageOk(corrected: Message) {
  return { __typename: 'CorrectMessageOk' as const, corrected };
}
