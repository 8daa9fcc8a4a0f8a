import { type AdministrationKind, isAssigned, type Viewer } from '@samplan/kit/access/viewer';
import { stockholmDay } from '@samplan/kit/time';
import type { Context } from '../../context.ts';
import type {
  QueryResolvers,
  TransitionCompletionResolvers,
  TransitionParty,
  TransitionPlanResolvers,
} from '../../generated/resolvers.ts';
import { nextOf, nowOf, partyOf, seenBy } from '../plan/domain.ts';
import { permit } from '../plan/policy.ts';
import type { Plan, PlanSeen } from '../plan/store.ts';

export const transitionPlan: NonNullable<QueryResolvers['transitionPlan']> = async (_, _args, context) => {
  const regionId = await regionOf(context);
  const plan = regionId && (await context.transitions.plan(regionId));
  return regionId && plan ? await planSeen(regionId, plan, context) : null;
};

export const TransitionPlan: TransitionPlanResolvers = {
  steps: ({ steps }) => [...steps],
  now: ({ steps }) => [...nowOf(steps)],
  next: ({ steps }) => [...nextOf(steps)],
};

export const TransitionCompletion: TransitionCompletionResolvers = {
  unit: ({ unitId }) => ({ id: unitId }),
  completedBy: ({ byUserId }) => ({ id: byUserId }),
};

/** Owners that take part in a transition: education has no part in care (F-006). */
const OWNERS: readonly AdministrationKind[] = ['REGION', 'VOF', 'SOC'];

/** The region in which the viewer's unit lies; null when the viewer has no part in its transition. */
export async function regionOf({ viewer, facts }: Pick<Context, 'viewer' | 'facts'>): Promise<string | null> {
  if (!isAssigned(viewer) || !OWNERS.includes(viewer.assignment.administrationKind)) return null;
  const [unit] = await facts.units([viewer.assignment.unitId]);
  return unit?.regionId ?? null;
}

/** The plan as the viewer's party sees it. */
export async function planSeen(regionId: string, plan: Plan, context: Context): Promise<PlanSeen> {
  const today = stockholmDay(context.now());
  const { party, unitId } = laneOf(context.viewer);
  const own = unitId === null ? [] : await context.transitions.completions(regionId, unitId);
  const managed = await managedSteps(regionId, plan, context);
  const completedAt = new Map([...own, ...managed].map((completion) => [completion.stepKey, completion.completedAt]));
  return { ...plan, steps: plan.steps.map((step) => seenBy(party, step, completedAt.get(step.key) ?? null, today)) };
}

/** What the region's system management has done. */
export async function managedSteps(regionId: string, { steps }: Plan, { transitions }: Context) {
  const keys = steps.filter(({ party }) => party === 'SYSTEM_MANAGEMENT').map(({ key }) => key);
  if (keys.length === 0) return [];
  const all = await transitions.completions(regionId, null);
  return all.filter(({ stepKey }) => keys.includes(stepKey));
}

/** The party and unit of a viewer: who follows the whole region is its system management. */
function laneOf(viewer: Viewer | null): { readonly party: TransitionParty | null; readonly unitId: string | null } {
  if (!isAssigned(viewer)) return { party: null, unitId: null };
  const { unitId, unitKind } = viewer.assignment;
  const follows = permit(viewer, 'transition.follow');
  const isManager = follows.ok && follows.value.reach.level === 'REGION';
  return { party: isManager ? 'SYSTEM_MANAGEMENT' : partyOf(unitKind), unitId };
}
