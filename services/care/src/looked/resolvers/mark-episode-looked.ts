import { within } from '@samplan/kit/graphql/input';
import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';

export const markEpisodeLooked: NonNullable<MutationResolvers['markEpisodeLooked']> = async (_, { input }, context) => {
  const { viewer, looks, episodeById, access } = context;
  const grant = permit(viewer, 'episode.read');
  if (!grant.ok) return access.refuse('episode.read');
  const now = context.now();
  const at = input.lookedAt ?? now;
  within('input.lookedAt', at, null, now, 'tidpunkten får inte ligga i framtiden.');
  const episode = await episodeById.load(input.episodeId);
  if (!episode) return notPermitted();
  await looks.mark(grant.value, episode.id, at);
  return { __typename: 'MarkEpisodeLookedOk', episode };
};
