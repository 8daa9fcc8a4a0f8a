import type { Capability } from '@samplan/kit/access/capability';
import {
  because,
  type PolicyTable,
  type PrincipalReach,
  type Reach,
  type Rule,
  rule,
} from '@samplan/kit/access/policy';
import type { UnitKind } from '@samplan/kit/access/viewer';
import { type OversightReach, ownAdministration, ownAdministrationOrRegion } from '@samplan/kit/message/reach';

/** Reach of a ward: its own episodes. */
export interface WardReach extends Reach {
  readonly level: 'WARD';
  readonly unitId: string;
}

/** Reach of a party: the episodes that the unit takes part in, and the patients that it has a relation to. */
export interface PartyReach extends Reach {
  readonly level: 'PARTY';
  readonly unitId: string;
}

/** Reach in care. */
export type CareReach = WardReach | PartyReach;

/** What can be done with patients and their cases, with how far it reaches. */
export interface CaseReaches {
  readonly 'patient.look-up': PartyReach;
  readonly 'patient.register': PartyReach;
  readonly 'patient.read': PartyReach;
  readonly 'episode.read': PartyReach;
  readonly 'episode.admit': WardReach;
  readonly 'estimate.change': WardReach;
  readonly 'discharge-ready.report': WardReach;
  readonly 'discharge-ready.interrupt': WardReach;
  readonly 'discharge.report': WardReach;
  readonly 'episode.recover': WardReach;
  readonly 'episode.close': WardReach;
  readonly 'episode.void': WardReach;
  readonly 'episode.transfer': WardReach;
  readonly 'death.record': WardReach;
  readonly 'message.acknowledge': PartyReach;
  readonly 'message.forward': PartyReach;
  readonly 'message.change': PartyReach;
  readonly 'attachment.upload': PartyReach;
  readonly 'help.request': PartyReach;
  readonly 'message.send': PartyReach;
  readonly 'message-to-care.send': PartyReach;
  readonly 'care-request.send': PartyReach;
  readonly 'extra-message.send': PartyReach;
  readonly 'care-report.send': PartyReach;
  readonly 'planning-basis.answer': PartyReach;
  readonly 'care-contact.confirm': PartyReach;
  readonly 'planning-track.set': PartyReach;
  readonly 'ready-for-home.tick': PartyReach;
  readonly 'discharge-information.write': WardReach;
  readonly 'discharge-information.sign': WardReach;
  readonly 'planning-basis.sign': PartyReach;
  readonly 'planning-basis.void': PartyReach;
  readonly 'planning-basis.note-disagreement': PartyReach;
  readonly 'care-plan.release': WardReach;
  readonly 'care-plan.finalise': WardReach;
  readonly 'care-plan.reopen': WardReach;
  readonly 'liability.record': WardReach;
}

/** Everything that can be done in care, with how far it reaches. */
export interface CareReaches extends CaseReaches {
  readonly 'message.oversee': OversightReach;
  readonly 'message.reroute': OversightReach;
  readonly 'message.acknowledge-on-behalf': OversightReach;
  readonly 'help.answer': OversightReach;
  readonly 'planning-questions.publish': PrincipalReach;
  readonly 'outage.set': PrincipalReach;
  readonly 'liability-basis.read': PrincipalReach;
  readonly 'liability-terms.edit': PrincipalReach;
  readonly 'liability-month.settle': PrincipalReach;
  readonly 'liability.correct': PrincipalReach;
}

/** One of {@link CareReaches}. */
export type Action = keyof CareReaches;

/** One of {@link CaseReaches}. */
export type CaseAction = keyof CaseReaches;

/** What an owner's people may do in care. */
export type CareTable = PolicyTable<CareReaches>;

/** Kinds of unit of the region that appoint a fixed care contact (2 kap. 5 § lag 2017:612). */
export const OUTPATIENT_KINDS: readonly UnitKind[] = ['HEALTH_CENTRE', 'PSYCHIATRIC_OUTPATIENT'];

const WARDS: readonly UnitKind[] = ['INPATIENT_SOMATIC', 'INPATIENT_PSYCHIATRIC'];

/** Allowed with the capability at a ward, for the ward's own episodes. */
export function ownWard(capability: Capability): Rule<WardReach> {
  return rule({ capability, at: WARDS, reaches: 'the episodes of the own ward' }, ({ unitId }) => ({
    level: 'WARD',
    unitId,
  }));
}

/**
 * Allowed with the capability, for what the viewer's unit takes part in.
 * @param reaches - in words, where it is something else.
 * @param at - kinds of unit where it holds; every kind unless given.
 */
export function ownParty(
  capability: Capability,
  reaches = 'the episodes that the own unit takes part in and the patients that it has a relation to',
  at: readonly UnitKind[] = [],
): Rule<PartyReach> {
  return rule({ capability, at, reaches }, ({ unitId }) => ({ level: 'PARTY', unitId }));
}

/** Allowed with the capability, for what the own municipality pays, also at wards of other regions. */
export function basisOfMunicipality(): Rule<PrincipalReach> {
  const reaches = 'what the own municipality pays for its residents, in every region';
  return rule({ capability: 'liability-basis.read', at: [], reaches }, ({ principalId }) => ({
    level: 'PRINCIPAL',
    principalId,
  }));
}

/** Allowed to who answers the planning basis, for the own unit's part of the role. */
function ownPart(): Rule<PartyReach> {
  return ownParty(
    'planning-basis.answer',
    "the own unit's part of the role, in the episodes that the unit takes part in",
  );
}

/** What helpers see. */
const HELP = 'what was asked by';

/** What every owner with a part in care lets its people do, as far as their capabilities go. */
export const TAKES_PART = {
  'patient.look-up': ownParty(
    'patient.look-up',
    'any patient, by identity number and purpose; then the own unit has a relation to the patient',
  ),
  'patient.register': ownParty(
    'patient.register',
    'a patient who is not registered; then the own unit has a relation to the patient',
  ),
  'patient.read': ownParty('patient.read'),
  'episode.read': ownParty('episode.read'),
  'message.acknowledge': ownParty('message.acknowledge'),
  'message.forward': ownParty('message.forward'),
  'extra-message.send': ownParty('extra-message.send'),
  'message.send': ownParty('extra-message.send'),
  'message.change': ownParty('extra-message.send', 'the messages that the own unit has sent'),
  'planning-basis.answer': ownPart(),
  'planning-track.set': because('G-108', ownParty('planning-basis.answer')),
  'ready-for-home.tick': because(
    'G-109',
    ownParty('planning-basis.answer', "the own unit's list, in the episodes that the unit takes part in"),
  ),
  'planning-basis.sign': ownPart(),
  'planning-basis.void': ownPart(),
  'planning-basis.note-disagreement': ownPart(),
  'message.oversee': ownAdministrationOrRegion('message.oversee'),
  'message.reroute': ownAdministration('message.reroute'),
  'message.acknowledge-on-behalf': ownAdministrationOrRegion('message.acknowledge-on-behalf'),
  'attachment.upload': ownParty(
    'extra-message.send',
    'files about patients that the own unit has a relation to, until they are sent',
  ),
  'help.request': ownParty('episode.read'),
  'help.answer': ownAdministrationOrRegion('help.answer', HELP),
} as const satisfies CareTable;
