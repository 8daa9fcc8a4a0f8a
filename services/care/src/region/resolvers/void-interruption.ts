import { text } from '@samplan/kit/graphql/input';
import { changedMeanwhile } from '@samplan/kit/problem';
import { voidInterruption } from '../../episode/domain.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { done, findOwnEpisode } from './course.ts';

export const voidDischargeReadyInterruption: NonNullable<MutationResolvers['voidDischargeReadyInterruption']> = async (
  _,
  { input },
  context,
) => {
  const reason = text('input.reason', input.reason);
  const own = await findOwnEpisode('discharge-ready.interrupt', input, context);
  if ('problem' in own) return own.problem;
  const { grant, episode, now } = own;
  const change = voidInterruption(episode, reason);
  if (!change.ok) return change.problem;
  const messageId = await context.episodes.voidInterruption(grant, episode, change.value, context.access, now);
  if (!messageId) return changedMeanwhile();
  const { episode: ready, message: notice } = await done(episode.id, messageId, context);
  return { __typename: 'VoidDischargeReadyInterruptionOk', episode: ready, notice };
};
