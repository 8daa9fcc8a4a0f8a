import { text } from '@samplan/kit/graphql/input';
import { type NotPermitted, notPermitted } from '@samplan/kit/problem';
import type { Result } from '@samplan/kit/result';
import type { Context } from '../../context.ts';
import type { EpisodeStateRefuses } from '../../episode/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { type CarePlan, finalise, type PlanChange, release, reopen } from '../domain.ts';
import type { PlanFrame } from '../store.ts';

type Changed<P> = { readonly carePlan: PlanFrame } | { readonly problem: P | EpisodeStateRefuses | NotPermitted };

/** Changes a plan of the viewer's ward by a rule. */
async function changePlan<P>(
  action: `care-plan.${'release' | 'finalise' | 'reopen'}`,
  episodeId: string,
  { viewer, episodes, carePlans, carePlanOf, access, now }: Context,
  rule: (plan: CarePlan) => Result<PlanChange, P>,
): Promise<Changed<P>> {
  const grant = permit(viewer, action);
  if (!grant.ok) return { problem: access.refuse(action) };
  const [episode] = await episodes.find(grant.value, [episodeId], access);
  if (!episode) return { problem: notPermitted() };
  const changed = await carePlans.change(grant.value, episode, rule, access, now());
  return changed.ok ? { carePlan: await carePlanOf.clear(episode.id).load(episode.id) } : changed;
}

export const releaseFromCarePlan: NonNullable<MutationResolvers['releaseFromCarePlan']> = async (
  _,
  { input },
  context,
) => {
  const reason = text('input.reason', input.reason);
  const changed = await changePlan('care-plan.release', input.episodeId, context, (plan) =>
    release(plan, input.unitId, reason),
  );
  return 'problem' in changed ? changed.problem : { __typename: 'ReleaseFromCarePlanOk', ...changed };
};

export const finaliseCarePlan: NonNullable<MutationResolvers['finaliseCarePlan']> = async (_, { input }, context) => {
  const changed = await changePlan('care-plan.finalise', input.episodeId, context, finalise);
  return 'problem' in changed ? changed.problem : { __typename: 'FinaliseCarePlanOk', ...changed };
};

export const reopenCarePlan: NonNullable<MutationResolvers['reopenCarePlan']> = async (_, { input }, context) => {
  const reason = text('input.reason', input.reason);
  const changed = await changePlan('care-plan.reopen', input.episodeId, context, (plan) => reopen(plan, reason));
  return 'problem' in changed ? changed.problem : { __typename: 'ReopenCarePlanOk', ...changed };
};
