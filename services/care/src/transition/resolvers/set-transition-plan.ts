import { found } from '@samplan/kit/found';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { planOf } from '../plan/input.ts';
import { permit } from '../plan/policy.ts';
import { planSeen, regionOf } from './plan.ts';

export const setTransitionPlan: NonNullable<MutationResolvers['setTransitionPlan']> = async (_, { input }, context) => {
  const { viewer, transitions, access } = context;
  const grant = permit(viewer, 'transition-plan.set');
  if (!grant.ok) return access.refuse('transition-plan.set');
  const regionId = await regionOf(context);
  if (regionId === null) return notPermitted();
  if (!(await transitions.setPlan(grant.value, planOf(input), access))) return changedMeanwhile();
  const plan = await planSeen(regionId, found(await transitions.plan(regionId)), context);
  return { __typename: 'SetTransitionPlanOk', plan };
};
