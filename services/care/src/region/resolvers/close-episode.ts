import { found } from '@samplan/kit/found';
import { isOutstanding } from '@samplan/kit/message/domain';
import { changedMeanwhile } from '@samplan/kit/problem';
import type { Context } from '../../context.ts';
import { close } from '../../episode/domain.ts';
import { acknowledgementsMissing } from '../../episode/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import type { Message } from '../../message/store.ts';
import { findOwnEpisode } from './course.ts';

export const closeEpisode: NonNullable<MutationResolvers['closeEpisode']> = async (_, { input }, context) => {
  const { episodes, episodeById, access } = context;
  const own = await findOwnEpisode('episode.close', input, context);
  if ('problem' in own) return own.problem;
  const { grant, episode, now } = own;
  const closed = close(episode, now);
  if (!closed.ok) return closed.problem;
  switch (await episodes.close(grant, episode, closed.value, access, now)) {
    case 'CLOSED': {
      const unacknowledged = await unacknowledgedOf(episode.id, context);
      return { __typename: 'CloseEpisodeOk', episode: found(await episodeById.load(episode.id)), unacknowledged };
    }
    case 'ACKNOWLEDGEMENTS_MISSING':
      return { ...acknowledgementsMissing(), unacknowledged: await unacknowledgedOf(episode.id, context) };
    case 'CHANGED_MEANWHILE':
      return changedMeanwhile();
  }
};

/** The messages that the ward has sent or received and that somebody has not acknowledged. */
async function unacknowledgedOf(episodeId: string, { messagesOf }: Context): Promise<Message[]> {
  return (await messagesOf.load(episodeId)).filter((message) => message.recipients.some(isOutstanding));
}
