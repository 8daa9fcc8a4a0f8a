import { found } from '@samplan/kit/found';
import { idList } from '@samplan/kit/graphql/input';
import { notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import { stockholmDay } from '@samplan/kit/time';
import type { Context } from '../../context.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { completeStep, type Step } from '../plan/domain.ts';
import { permit } from '../plan/policy.ts';
import type { Completion, Plan } from '../plan/store.ts';
import { managedSteps, planSeen, regionOf } from './plan.ts';

const MAX_UNITS = 100;

export const completeTransitionStep: NonNullable<MutationResolvers['completeTransitionStep']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, transitions, access } = context;
  const grant = permit(viewer, 'transition-step.complete');
  if (!grant.ok) return access.refuse('transition-step.complete');
  const { reach, viewer: actor } = grant.value;
  const regionId = await regionOf(context);
  const plan = regionId && (await transitions.plan(regionId));
  if (!regionId || !plan) return notPermitted();
  const step = stepWith(input.key, plan);
  const isOfManagement = step.party === 'SYSTEM_MANAGEMENT';
  const unitIds = input.unitIds ? idList('input.unitIds', input.unitIds, MAX_UNITS) : [actor.assignment.unitId];
  const units = isOfManagement ? [] : await transitions.work(grant.value, regionId, unitIds);
  if (!isOfManagement && units.length < unitIds.length) return notPermitted();
  const now = context.now();
  const decided = completeStep(step, units, reach.level === 'REGION', stockholmDay(now));
  if (!decided.ok) return decided.problem;
  const before = isOfManagement ? await managedBefore(regionId, plan, step, context) : [];
  const completions =
    before.length > 0
      ? before
      : await transitions.complete(
          grant.value,
          regionId,
          step.key,
          isOfManagement ? [actor.assignment.unitId] : unitIds,
          decided.value.isLate,
          access,
          now,
        );
  const seen = await planSeen(regionId, plan, context);
  return {
    __typename: 'CompleteTransitionStepOk',
    step: found(seen.steps.find(({ key }) => key === step.key)),
    completions: [...completions],
  };
};

/** @throws BadInput `UNKNOWN` when the plan has no such step. */
function stepWith(key: string, { steps }: Plan): Step {
  const step = steps.find((one) => one.key === key);
  if (!step) throw new BadInput('input.key', 'UNKNOWN', 'Fältet input.key ska vara ett steg i regionens plan.');
  return step;
}

/** Who told it before: what the region's system management does is done once. */
async function managedBefore(
  regionId: string,
  plan: Plan,
  { key }: Step,
  context: Context,
): Promise<readonly Completion[]> {
  return (await managedSteps(regionId, plan, context)).filter(({ stepKey }) => stepKey === key);
}
