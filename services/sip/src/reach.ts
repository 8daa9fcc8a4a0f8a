import type { Capability } from '@samplan/kit/access/capability';
import type { PolicyTable, PrincipalReach, Reach, Rule, UnitReach } from '@samplan/kit/access/policy';
import { because, ownPrincipal, ownUnit, rule } from '@samplan/kit/access/policy';
import { type OversightReach, ownAdministration, ownAdministrationOrRegion } from '@samplan/kit/message/reach';

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
  readonly 'message.oversee': OversightReach;
  readonly 'message.reroute': OversightReach;
  readonly 'message.acknowledge-on-behalf': OversightReach;
}

/** What an owner's people may do in sip. */
export type SipTable = PolicyTable<SipReaches>;

/** Allowed with the capability, for the plans that the viewer's unit leads. */
function coordinator(capability: Capability): Rule<CoordinatorReach> {
  const reaches = 'the plans that the own unit leads: consent, invitation, handing over';
  return rule({ capability, at: [], reaches }, ({ unitId }) => ({ level: 'COORDINATOR', unitId }));
}

/** What every owner lets its people do in sip, as far as their capabilities go. */
export const TAKES_PART = {
  'sip.read': ownUnit('sip.read'),
  'sip.initiate': ownUnit('sip.initiate'),
  'sip.answer': ownUnit('sip.answer'),
  'sip.coordinate': because('F-253, F-254, F-256', coordinator('sip.initiate')),
  'statistics.read': because('F-212, G-171', ownPrincipal('statistics.read')),
  'message.oversee': ownAdministrationOrRegion('message.oversee'),
  'message.reroute': ownAdministration('message.reroute'),
  'message.acknowledge-on-behalf': ownAdministrationOrRegion('message.acknowledge-on-behalf'),
} as const satisfies SipTable;
