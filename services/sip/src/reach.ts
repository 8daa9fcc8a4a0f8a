import type { Capability } from '@samplan/kit/access/capability';
import type { PolicyTable, PrincipalReach, Reach, Rule, UnitReach } from '@samplan/kit/access/policy';
import { ownPrincipal, ownUnit } from '@samplan/kit/access/policy';

/** Reach of the unit that leads a plan. */
export interface CoordinatorReach extends Reach {
  readonly level: 'COORDINATOR';
  readonly unitId: string;
}

/** Everything that can be done in sip, with how far it reaches. */
export interface SipReaches {
  readonly 'sip.read': UnitReach;
  readonly 'sip.initiate': UnitReach;
  readonly 'sip.answer': UnitReach;
  /** Consent, invitation, handing over: by the coordination-responsible unit. */
  readonly 'sip.coordinate': CoordinatorReach;
  readonly 'statistics.read': PrincipalReach;
}

/** What an owner's people may do in sip. */
export type SipTable = PolicyTable<SipReaches>;

function coordinator(capability: Capability): Rule<CoordinatorReach> {
  return ({ capabilities, assignment }) =>
    capabilities.has(capability) ? { level: 'COORDINATOR', unitId: assignment.unitId } : null;
}

/** What every owner lets its people do in sip, as far as their capabilities go. */
export const TAKES_PART = {
  'sip.read': ownUnit('sip.read'),
  'sip.initiate': ownUnit('sip.initiate'),
  'sip.answer': ownUnit('sip.answer'),
  'sip.coordinate': coordinator('sip.initiate'),
  'statistics.read': ownPrincipal('statistics.read'),
} as const satisfies SipTable;
