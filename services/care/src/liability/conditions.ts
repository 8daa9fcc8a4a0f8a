import { stockholmDay } from '@samplan/kit/time';
import { invitationDeadline } from './calendar.ts';
import type { Invitation, LiabilityException, LiabilityFacts, ReadinessNotice } from './facts.ts';
import type { Terms } from './terms.ts';

/** Why a municipality does not pay; or, on a condition that is met, what there is to say against it. */
export type LiabilityReason =
  | 'LIABLE_PARTY_UNKNOWN'
  | 'NO_ADMISSION_NOTICE'
  | 'ADMISSION_NOTICE_NOT_COMPLIANT'
  | 'NO_DISCHARGE_READY_NOTICE'
  | 'NO_SIP_INVITATION'
  | 'SIP_INVITATION_LATE'
  | 'SIP_NOT_INVITED_BY_CARE_CONTACT'
  | 'SIP_INVITER_UNKNOWN'
  | 'OUTPATIENT_SERVICES_MISSING'
  | 'RECOVERY_CORRECTION'
  | 'TRANSFERRED'
  | 'INVOICED_IN_SOURCE'
  | 'COUNTED_ON_AVERAGE';

/** What must hold for a municipality to pay. */
export type ConditionKind =
  | 'LIABLE_PARTY'
  | 'ADMISSION_NOTICE'
  | 'DISCHARGE_READY_NOTICE'
  | 'SIP_INVITATION'
  | 'OUTPATIENT_SERVICES'
  | 'COURSE';

/** Something that shows whether a condition is met (B-08). */
export interface Evidence {
  readonly kind: 'MESSAGE' | 'PLAN' | 'CARE_CONTACT' | 'EXCEPTION' | 'DECISION' | 'DEADLINE' | 'DISCHARGE' | 'IMPORT';
  /** Of the message, plan, care contact, exception or episode; null for a deadline. */
  readonly id: string | null;
  readonly at: Date;
}

/** A condition and what it came to. */
export interface Condition {
  readonly kind: ConditionKind;
  readonly outcome: 'MET' | 'NOT_MET' | 'NOT_REQUIRED';
  readonly reason: LiabilityReason | null;
  readonly evidence: readonly Evidence[];
}

/** Who pays: where the patient is registered, unless another municipality decided on the housing (5 kap. 2 §, G-030). */
export type LiableParty =
  | { readonly kind: 'MUNICIPALITY'; readonly municipalityCode: string; readonly basis: 'REGISTRATION' | 'DECISION' }
  | { readonly kind: 'UNKNOWN' };

/** The municipality that pays, by where the patient is registered. */
export function liablePartyOf(
  { deciding }: Pick<LiabilityFacts, 'deciding'>,
  registeredIn: string | null,
): LiableParty {
  if (deciding) return { kind: 'MUNICIPALITY', municipalityCode: deciding.municipalityCode, basis: 'DECISION' };
  if (registeredIn === null) return { kind: 'UNKNOWN' };
  return { kind: 'MUNICIPALITY', municipalityCode: registeredIn, basis: 'REGISTRATION' };
}

/** Is there somebody to pay (f.4 77)? */
export function partyCondition({ episodeId, deciding }: LiabilityFacts, party: LiableParty): Condition {
  const evidence: Evidence[] = deciding ? [{ kind: 'DECISION', id: episodeId, at: deciding.recordedAt }] : [];
  return condition('LIABLE_PARTY', party.kind === 'UNKNOWN' ? 'LIABLE_PARTY_UNKNOWN' : null, evidence);
}

/** Was the municipality told of the admission, in time and in full (5 kap. 3 § 1, f.4 71, 72)? */
export function admissionCondition(facts: LiabilityFacts, party: LiableParty, terms: Terms): Condition {
  const got = facts.admissionNotices.filter((notice) => reached(notice, party));
  const compliant = got.find((notice) => notice.isComplete && !notice.isLate);
  const shown: Evidence[] = (compliant ? [compliant] : got).map((notice) => ({
    kind: 'MESSAGE',
    id: notice.messageId,
    at: notice.sentAt,
  }));
  const evidence: Evidence[] = [...shown, { kind: 'DEADLINE', id: null, at: facts.noticeDeadlineAt }];
  if (compliant) return condition('ADMISSION_NOTICE', null, evidence);
  if (got.length === 0) return condition('ADMISSION_NOTICE', 'NO_ADMISSION_NOTICE', evidence);
  const flagged = condition('ADMISSION_NOTICE', 'ADMISSION_NOTICE_NOT_COMPLIANT', evidence);
  return terms.lateAdmissionNotice === 'LENIENT' ? { ...flagged, outcome: 'MET' } : flagged;
}

/** Was the municipality told that the patient is discharge-ready (5 kap. 3 § 2)? */
export function readinessCondition(notice: ReadinessNotice | null, party: LiableParty): Condition {
  const evidence: Evidence[] = notice ? [{ kind: 'MESSAGE', id: notice.messageId, at: notice.sentAt }] : [];
  const isTold = notice !== null && reached(notice, party);
  return condition('DISCHARGE_READY_NOTICE', isTold ? null : 'NO_DISCHARGE_READY_NOTICE', evidence);
}

/**
 * Must a plan be made? When the patient needs both region and municipality; municipal health care always takes region
 * outpatient care (4 kap. 1 §, G-014).
 */
export function isPlanRequired(needs: LiabilityFacts['needs']): boolean {
  if (needs.includes('MUNICIPAL_HEALTH_CARE')) return true;
  return needs.includes('SOCIAL_SERVICES') && needs.includes('REGION_OUTPATIENT_CARE');
}

/** Was the plan invited to later than the act says (4 kap. 3 §, G-017)? */
export function isInvitedLate(invitation: Invitation, notice: ReadinessNotice | null): boolean {
  return notice !== null && stockholmDay(invitation.sentAt) > invitationDeadline(notice.sentAt);
}

/**
 * Was there an invitation to the plan, if one is required (5 kap. 3 § 3, f.4 73, 74): in time, and by the fixed care contact in
 * region outpatient care (4 kap. 3 §)? Contacts are appointed by name, so what is known is which unit invited.
 */
export function invitationCondition(
  { needs, exceptions, invitation }: LiabilityFacts,
  notice: ReadinessNotice | null,
  terms: Terms,
): Condition {
  const instead = exceptions.filter(({ kind }) => kind === 'OPEN_COMPULSORY_CARE' || kind === 'PLAN_DECLINED');
  if (!isPlanRequired(needs) || instead.length > 0) {
    return { kind: 'SIP_INVITATION', outcome: 'NOT_REQUIRED', reason: null, evidence: instead.map(exceptionEvidence) };
  }
  if (!invitation) return condition('SIP_INVITATION', 'NO_SIP_INVITATION', []);
  const { planId, sentAt, careContact } = invitation;
  const evidence: Evidence[] = [{ kind: 'PLAN', id: planId, at: sentAt }];
  if (careContact) evidence.push({ kind: 'CARE_CONTACT', id: careContact.id, at: careContact.confirmedAt });
  const faults = faultsOf(invitation, notice, terms);
  const fault = faults.find(({ isGrave }) => isGrave) ?? faults[0];
  if (!fault) return condition('SIP_INVITATION', null, evidence);
  const flagged = condition('SIP_INVITATION', fault.reason, evidence);
  return fault.isGrave ? flagged : { ...flagged, outcome: 'MET' };
}

interface Fault {
  readonly reason: LiabilityReason;
  /** Does it free the municipality? Otherwise it is only told. */
  readonly isGrave: boolean;
}

function faultsOf(invitation: Invitation, notice: ReadinessNotice | null, terms: Terms): readonly Fault[] {
  const faults: Fault[] = [];
  if (isInvitedLate(invitation, notice)) {
    faults.push({ reason: 'SIP_INVITATION_LATE', isGrave: terms.lateInvitation === 'STRICT' });
  }
  if (invitation.invitedByUnitId === null) faults.push({ reason: 'SIP_INVITER_UNKNOWN', isGrave: false });
  else if (!invitation.careContact) {
    faults.push({ reason: 'SIP_NOT_INVITED_BY_CARE_CONTACT', isGrave: terms.otherInviter === 'STRICT' });
  }
  return faults;
}

/** Is a patient who could leave held back by region outpatient care (5 kap. 5 §, G-033)? */
export function hindrances(exceptions: readonly LiabilityException[]): readonly LiabilityException[] {
  return exceptions.filter(
    ({ kind }) => kind === 'OUTPATIENT_SERVICES_UNAVAILABLE' || kind === 'OUTPATIENT_SERVICES_UNCLEAR',
  );
}

/** The condition that nothing of the region's holds the patient back. */
export function hindranceCondition(found: readonly LiabilityException[], coversAll: boolean): Condition {
  const reason = coversAll ? 'OUTPATIENT_SERVICES_MISSING' : null;
  return condition('OUTPATIENT_SERVICES', reason, found.map(exceptionEvidence));
}

/**
 * The condition that this is the episode to count, not one that an older system invoices (F-216), and that the patient left after
 * the notice: otherwise it is a correction after an outage (K11, f.4 84).
 */
export function courseCondition(facts: LiabilityFacts, isNegative: boolean): Condition {
  const { episodeId, dischargedAt, isRecovered, isTransferred, invoicedInSourceAt } = facts;
  const evidence: Evidence[] = dischargedAt ? [{ kind: 'DISCHARGE', id: episodeId, at: dischargedAt }] : [];
  if (invoicedInSourceAt) {
    evidence.push({ kind: 'IMPORT', id: episodeId, at: invoicedInSourceAt });
    return condition('COURSE', 'INVOICED_IN_SOURCE', evidence);
  }
  if (isTransferred) return condition('COURSE', 'TRANSFERRED', evidence);
  return condition('COURSE', isNegative || isRecovered ? 'RECOVERY_CORRECTION' : null, evidence);
}

function reached(notice: { readonly municipalityCodes: readonly string[] }, party: LiableParty): boolean {
  return party.kind === 'MUNICIPALITY' && notice.municipalityCodes.includes(party.municipalityCode);
}

function condition(kind: ConditionKind, reason: LiabilityReason | null, evidence: readonly Evidence[]): Condition {
  return { kind, outcome: reason === null ? 'MET' : 'NOT_MET', reason, evidence };
}

function exceptionEvidence({ id, recordedAt }: LiabilityException): Evidence {
  return { kind: 'EXCEPTION', id, at: recordedAt };
}
