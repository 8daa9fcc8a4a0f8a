import { text } from '@samplan/kit/graphql/input';
import { recoverEpisode as recover } from '../../episode/side-exits.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { takeStep } from './course.ts';

export const recoverEpisode: NonNullable<MutationResolvers['recoverEpisode']> = async (_, { input }, context) => {
  const { judgedById, dischargedAt } = input;
  const information = text('input.text', input.text);
  const step = await takeStep('episode.recover', input, context, async (episode, now) => {
    const isTreatingPhysician = await context.facts.isPhysicianAt(judgedById, episode.wardUnitId);
    return recover(episode, { judgedByUserId: judgedById, isTreatingPhysician }, dischargedAt, information, now);
  });
  if ('problem' in step) return step.problem;
  return { __typename: 'RecoverEpisodeOk', episode: step.episode, dischargeMessage: step.message };
};
