import { text } from '@samplan/kit/graphql/input';
import { missingOf } from '../../discharge-information/resolvers/information.ts';
import { discharge } from '../../episode/domain.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { missingAtWard } from '../../ready-for-home/resolvers/part.ts';
import { takeStep } from './course.ts';

export const dischargePatient: NonNullable<MutationResolvers['dischargePatient']> = async (_, { input }, context) => {
  const information = text('input.text', input.text);
  const step = await takeStep('discharge.report', input, context, (episode, now) =>
    discharge(episode, input.dischargedAt, information, now),
  );
  if ('problem' in step) return step.problem;
  const missing = await context.careContactsMissingIn.load(step.episode.id);
  return {
    __typename: 'DischargePatientOk',
    episode: step.episode,
    dischargeMessage: step.message,
    careContactsMissing: missing.map((id) => ({ id })),
    dischargeInformationMissing: [...(await missingOf(step.episode.id, context))],
    readyForHomeMissing: [...(await missingAtWard(step.episode, context))],
  };
};
