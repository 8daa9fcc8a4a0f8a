import { reportDischargeReady as report } from '../../episode/domain.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { takeStep } from './course.ts';

export const reportDischargeReady: NonNullable<MutationResolvers['reportDischargeReady']> = async (
  _,
  { input },
  context,
) => {
  const { judgedById, judgedAt } = input;
  const judgement = { judgedByUserId: judgedById, judgedAt, isLptNotice: input.isLptNotice ?? false };
  const step = await takeStep('discharge-ready.report', input, context, async (episode, now) =>
    report(episode, judgement, await context.facts.isPhysicianAt(judgedById, episode.wardUnitId), now),
  );
  if ('problem' in step) return step.problem;
  return { __typename: 'ReportDischargeReadyOk', episode: step.episode, notice: step.message };
};
