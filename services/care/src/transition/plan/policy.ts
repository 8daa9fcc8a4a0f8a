import {
  because,
  ownPrincipal,
  type PolicyTable,
  type PrincipalReach,
  policy,
  type Reach,
  type Rule,
  rule,
} from '@samplan/kit/access/policy';
import type { AssignedViewer } from '@samplan/kit/access/viewer';

/** Reach of what units have left: the own one, those of the own administration, or those of the region. */
export type TransitionReach = Reach &
  (
    | { readonly level: 'UNIT'; readonly unitId: string }
    | { readonly level: 'ADMINISTRATION'; readonly administrationId: string }
    | { readonly level: 'REGION'; readonly regionId: string }
  );

/** What can be done with a transition. */
export interface TransitionReaches {
  readonly 'transition-plan.set': PrincipalReach;
  readonly 'transition.follow': TransitionReach;
  readonly 'transition-step.complete': TransitionReach;
}

const ofAdministration = rule<TransitionReach>(
  {
    capability: 'transition.follow-up',
    at: [],
    reaches:
      "the units of the own administration; the region's system manager those of the region, others the own unit",
  },
  ({ administrationId }) => ({ level: 'ADMINISTRATION', administrationId }),
);

/** The region's system manager, who keeps its tree, follows the whole region. */
function widest(viewer: AssignedViewer): TransitionReach | null {
  const { administrationKind, principalId } = viewer.assignment;
  const isOfRegion = administrationKind === 'REGION' && viewer.capabilities.has('organisation.edit');
  const reach = ofAdministration(viewer);
  return reach && isOfRegion ? { level: 'REGION', regionId: principalId } : reach;
}

/** Allowed for units of the administration or region, and with another capability for the own unit. */
function followUpOr(own: 'episode.read' | 'message.acknowledge', source: string): Rule<TransitionReach> {
  const decide = (viewer: AssignedViewer): TransitionReach | null => {
    const { unitId } = viewer.assignment;
    return widest(viewer) ?? (viewer.capabilities.has(own) ? { level: 'UNIT', unitId } : null);
  };
  const ways = [{ capability: 'transition.follow-up' }, { capability: own }] as const;
  return Object.assign(decide, { terms: { ...ofAdministration.terms, source, ways } });
}

const table: PolicyTable<TransitionReaches> = {
  'transition.follow': followUpOr('episode.read', 'F-210, F-214'),
  'transition-step.complete': followUpOr('message.acknowledge', 'F-230 to F-243'),
};

/** Every party tells what it has done; the region decides the plan. Education has no part in it (F-006). */
export const permit = policy<TransitionReaches>({
  REGION: { ...table, 'transition-plan.set': because('F-200 to F-207, K6', ownPrincipal('organisation.edit')) },
  VOF: table,
  SOC: table,
});
