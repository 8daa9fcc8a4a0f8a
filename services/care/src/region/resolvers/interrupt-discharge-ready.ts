import { text } from '@samplan/kit/graphql/input';
import { interruptDischargeReady as interrupt } from '../../episode/domain.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { takeStep } from './course.ts';

export const interruptDischargeReady: NonNullable<MutationResolvers['interruptDischargeReady']> = async (
  _,
  { input },
  context,
) => {
  const reason = text('input.reason', input.reason);
  const step = await takeStep('discharge-ready.interrupt', input, context, (episode) => interrupt(episode, reason));
  if ('problem' in step) return step.problem;
  return { __typename: 'InterruptDischargeReadyOk', episode: step.episode, interruption: step.message };
};
