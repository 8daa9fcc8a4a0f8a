import { text } from '@samplan/kit/graphql/input';
import { voidEpisode as voidByRule } from '../../episode/side-exits.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { endEpisode } from './end-episode.ts';

export const voidEpisode: NonNullable<MutationResolvers['voidEpisode']> = async (_, { input }, context) => {
  const reason = text('input.reason', input.reason);
  const step = await endEpisode('episode.void', input, context, (episode, now) => voidByRule(episode, reason, now));
  if ('problem' in step) return step.problem;
  return { __typename: 'VoidEpisodeOk', episode: step.episode, notice: step.message };
};
