import { found } from '@samplan/kit/found';
import { within } from '@samplan/kit/graphql/input';
import { stockholmDay } from '@samplan/kit/time';
import { changeEstimate } from '../../episode/domain.ts';
import { contactAbout, municipalityContact } from '../../episode/estimate.ts';
import type { EstimateMove, MutationResolvers } from '../../generated/resolvers.ts';
import { admissionContent } from '../admission-content.ts';
import { takeStep } from './course.ts';

export const changeEstimatedDischarge: NonNullable<MutationResolvers['changeEstimatedDischarge']> = async (
  _,
  { input },
  context,
) => {
  const { estimatedDischargeAt } = input;
  within(
    'input.estimatedDischargeAt',
    estimatedDischargeAt,
    context.now(),
    null,
    'beräknad utskrivning får inte ha passerat.',
  );
  let contact: EstimateMove | null = null;
  const step = await takeStep(
    'estimate.change',
    input,
    context,
    async (episode, now) => {
      const laterDays = await context.episodes.estimateLaterDays(episode.regionId, stockholmDay(now));
      contact = contactAbout(episode, estimatedDischargeAt, laterDays);
      return changeEstimate(episode, estimatedDischargeAt);
    },
    async (episode) => admissionContent(found(await context.patientById.load(episode.patientId)), episode),
  );
  if ('problem' in step) return step.problem;
  return {
    __typename: 'ChangeEstimatedDischargeOk',
    episode: step.episode,
    notice: step.message,
    contactMunicipality: contact && municipalityContact(contact),
  };
};
