import { reportDischargeReady as report } from '../../episode/domain.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { takeStep } from './course.ts';

export const reportDischargeReady: NonNullable<MutationResolvers['reportDischargeReady']> = async (
  _,
  { input },
  context,
) => {
  const { judgedById, judgedAt } = input;
  const step = await takeStep('discharge-ready.report', input, context, async (episode, now) =>
    report(episode, judgedById, await context.facts.isPhysicianAt(judgedById, episode.wardUnitId), judgedAt, now),
  );
  if ('problem' in step) return step.problem;
  return { __typename: 'ReportDischargeReadyOk', episode: step.episode, notice: step.message };
};
