import { optionalText } from '@samplan/kit/graphql/input';
import { recordDeath as record } from '../../episode/side-exits.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { endEpisode } from './end-episode.ts';

export const recordDeath: NonNullable<MutationResolvers['recordDeath']> = async (_, { input }, context) => {
  const more = optionalText('input.text', input.text);
  const step = await endEpisode('death.record', input, context, (episode, now) =>
    record(episode, input.deceasedAt, more, now),
  );
  if ('problem' in step) return step.problem;
  return { __typename: 'RecordDeathOk', episode: step.episode, notice: step.message };
};
