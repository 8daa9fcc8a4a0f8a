import { pageRequest } from '@samplan/kit/page';
import type { Context } from '../../context.ts';
import type { QueryResolvers, TransitionReportResolvers, TransitionUnitResolvers } from '../../generated/resolvers.ts';
import { leftOf, type Report, reportOf } from '../plan/domain.ts';
import { permit } from '../plan/policy.ts';
import { managedSteps, regionOf } from './plan.ts';

/** The most units in one answer, and how many when nothing is said. */
const [MAX_UNITS, UNITS] = [500, 100];

export const transitionRemaining: NonNullable<QueryResolvers['transitionRemaining']> = async (
  _,
  { first },
  context,
) => {
  const count = most(first);
  const report = await reportFor(context, false);
  return report?.units.filter((unit) => leftOf(unit) > 0).slice(0, count) ?? null;
};

export const transitionReport: NonNullable<QueryResolvers['transitionReport']> = async (_, _args, context) =>
  await reportFor(context, true);

export const TransitionReport: TransitionReportResolvers = {
  parties: ({ parties }) => [...parties],
  units: ({ units }, { first }) => units.slice(0, most(first)),
};

export const TransitionUnit: TransitionUnitResolvers = {
  unit: ({ unitId }) => ({ id: unitId }),
};

/** How many units are answered. @throws BadInput */
function most(first: number | null | undefined): number {
  return pageRequest({ first }, UNITS, MAX_UNITS).first;
}

/** @param demandsPlan - without one, answer nothing rather than what is left to do before any plan. */
async function reportFor(context: Context, demandsPlan: boolean): Promise<Report | null> {
  const { viewer, transitions, access, now } = context;
  const grant = permit(viewer, 'transition.follow');
  if (!grant.ok) {
    access.denied('transition.follow', 'NO_CAPABILITY');
    return null;
  }
  const regionId = await regionOf(context);
  if (regionId === null) return null;
  const plan = await transitions.plan(regionId);
  if (!plan && demandsPlan) return null;
  const isOfRegion = grant.value.reach.level === 'REGION';
  const managed =
    isOfRegion && plan ? (await managedSteps(regionId, plan, context)).map(({ stepKey }) => stepKey) : null;
  const units = await transitions.work(grant.value, regionId, null);
  return reportOf(units, plan?.steps ?? [], managed, now());
}
