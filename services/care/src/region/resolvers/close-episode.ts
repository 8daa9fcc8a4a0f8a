import { found } from '@samplan/kit/found';
import { isOutstanding } from '@samplan/kit/message/domain';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { Context } from '../../context.ts';
import { close } from '../../episode/domain.ts';
import { acknowledgementsMissing } from '../../episode/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import type { Message } from '../../message/store.ts';
import { permit } from '../../policy.ts';

export const closeEpisode: NonNullable<MutationResolvers['closeEpisode']> = async (_, { input }, context) => {
  const { viewer, episodes, episodeById, access } = context;
  const grant = permit(viewer, 'episode.close');
  if (!grant.ok) return access.refuse('episode.close');
  const now = context.now();
  const [episode] = await episodes.find(grant.value, [input.episodeId], access);
  if (!episode) return notPermitted();
  if (episode.version !== input.version) return changedMeanwhile();
  const closed = close(episode, now);
  if (!closed.ok) return closed.problem;
  switch (await episodes.close(grant.value, episode, closed.value, access, now)) {
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
