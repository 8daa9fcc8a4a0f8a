import type { AdministrationKind, UnitKind } from '@samplan/kit/access/viewer';
import type { Voiding } from '@samplan/kit/message/sent';
import { ok, type Result, refused } from '@samplan/kit/result';
import { type Day, stockholmDay } from '@samplan/kit/time';
import {
  sipConsentRecorded,
  sipCoordinationHandedOver,
  type sipEnded,
  type sipEpisodeFollowed,
  sipInitiated,
  sipInvitationAnswered,
  type sipInvitationVoided,
  type sipParticipantsChanged,
  sipParticipantsInvited,
} from '@samplan/schema/events/sip';
import type {
  ConsentForm,
  CoordinatingPrincipal,
  MeetingCancelReason,
  MeetingForm,
  SipAnswer,
  SipEndReason,
  SipState,
} from '../generated/resolvers.ts';
import * as problem from './problems.ts';

/** A unit that takes part in a plan. */
export interface Participant {
  readonly unitId: string;
  /** Must it answer (sv. ska kvittera, F-311)? */
  readonly mustAcknowledge: boolean;
  /** Answer to the latest invitation. */
  readonly answer: SipAnswer | null;
  readonly answeredAt: Date | null;
  readonly answeredByUserId: string | null;
}

/** Consent, or that it was declined (G-054). */
export interface Consent {
  readonly id: string;
  readonly isGiven: boolean;
  readonly form: ConsentForm;
  readonly scope: string | null;
  /** Last day it holds. */
  readonly validTo: Day | null;
  readonly recordedAt: Date;
  readonly recordedByUserId: string;
}

/** An invitation to the meeting (sv. kallelse). It is a message, of which the number is the version. */
export interface Invitation {
  /** Also of the message. */
  readonly id: string;
  readonly sequence: number;
  readonly meetingAt: Date;
  readonly meetingForm: MeetingForm;
  readonly agenda: string | null;
  readonly sentAt: Date;
  readonly sentByUserId: string;
  readonly voided: Voiding | null;
  /** When it became known that the meeting is not held, and why. */
  readonly cancelledAt: Date | null;
  readonly cancelReason: MeetingCancelReason | null;
}

/** An invitation before it is sent: what becomes of it is not known, and its number follows the latest. */
export type NewInvitation = Omit<Invitation, 'sequence' | 'voided' | 'cancelledAt' | 'cancelReason'>;

/** A coordinated individual plan. */
export interface Sip {
  readonly id: string;
  readonly patientId: string;
  readonly municipalityCode: string;
  readonly episodeId: string | null;
  readonly state: SipState;
  readonly initiatedAt: Date;
  readonly initiatedByUserId: string;
  readonly initiatedByUnitId: string;
  readonly initiationReason: string;
  readonly coordinatingUnitId: string;
  readonly coordinatingPrincipal: CoordinatingPrincipal;
  readonly participants: readonly Participant[];
  /** The latest. */
  readonly consent: Consent | null;
  /** The latest. */
  readonly invitation: Invitation | null;
  /** When it ended by itself, and why. */
  readonly endedAt: Date | null;
  readonly endReason: SipEndReason | null;
  readonly version: number;
}

/** The events of a plan's course. */
export type SipEvent =
  | typeof sipInitiated
  | typeof sipConsentRecorded
  | typeof sipParticipantsInvited
  | typeof sipInvitationAnswered
  | typeof sipCoordinationHandedOver
  | typeof sipInvitationVoided
  | typeof sipParticipantsChanged
  | typeof sipEpisodeFollowed
  | typeof sipEnded;

/** What a rule changes, and the event that tells others. */
export interface SipChange {
  readonly sip: Sip;
  readonly event: SipEvent;
}

/** What is known of a unit. */
export interface UnitFacts {
  readonly unitId: string;
  readonly kind: UnitKind;
  readonly administrationKind: AdministrationKind;
  readonly isActive: boolean;
}

/** States of a plan that is under way: what F-212 counts as ongoing. */
export const ONGOING: readonly SipState[] = ['INITIATED', 'PREPARING', 'INVITED', 'ACTIVE'];

/** Is the plan under way? */
export function isOngoing({ state }: Pick<Sip, 'state'>): boolean {
  return ONGOING.includes(state);
}

/** The kind of principal that leads a plan when the unit does, as the regions count (F-212). */
export function coordinatingPrincipalOf({
  administrationKind,
  kind,
}: Pick<UnitFacts, 'administrationKind' | 'kind'>): CoordinatingPrincipal {
  if (administrationKind !== 'REGION') return 'MUNICIPALITY';
  if (kind === 'INPATIENT_SOMATIC' || kind === 'INPATIENT_PSYCHIATRIC') return 'INPATIENT_CARE';
  return kind === 'PSYCHIATRIC_OUTPATIENT' ? 'PSYCHIATRIC_OUTPATIENT_CARE' : 'PRIMARY_CARE';
}

/** Can the unit take part in plans? */
export function canTakePart(unit: UnitFacts | null): unit is UnitFacts {
  return unit?.isActive === true && unit.kind !== 'ORGANISATIONAL';
}

/**
 * Can the unit lead a plan? Not one of social services: nobody there may record consent, invite or hand over (F-008, e.1), and
 * the plan would stand still.
 */
export function canLead(unit: UnitFacts | null): unit is UnitFacts {
  return canTakePart(unit) && unit.administrationKind !== 'SOC';
}

/** What is known when a plan is started. */
export interface Initiative {
  readonly id: string;
  readonly patientId: string;
  readonly municipalityCode: string;
  /** The episode that was named; null for a plan outside an episode. */
  readonly episodeId: string | null;
  /** Is it an ongoing episode of the patient with the unit as a party? True also without an episode. */
  readonly fitsEpisode: boolean;
  readonly reason: string;
  readonly byUserId: string;
  readonly byUnit: UnitFacts;
  /** In the order of the input; the unit is null where the id is unknown. */
  readonly participants: readonly { readonly unit: UnitFacts | null; readonly mustAcknowledge: boolean }[];
  /** Named to lead; null to leave it to the starting unit. */
  readonly coordinatingUnitId: string | null;
}

/**
 * Starts a plan (F-252). The starting unit takes part and leads it unless another is named (F-256); it need not answer its
 * own invitation.
 * That the patient has no other ongoing plan (f.5 94) is seen to where the plan is stored.
 *
 * @returns the plan; or `SipEpisodeRefused`, `SipParticipantRefused`.
 */
export function initiate(
  initiative: Initiative,
  now: Date,
): Result<SipChange, problem.SipEpisodeRefused | problem.SipParticipantRefused> {
  const { byUnit, participants, coordinatingUnitId } = initiative;
  if (!initiative.fitsEpisode) return refused(problem.sipEpisodeRefused());
  const unfit = participants.findIndex(({ unit }) => !canTakePart(unit) || unit.unitId === byUnit.unitId);
  if (unfit >= 0) return refused(problem.sipParticipantRefused(`input.participants[${unfit}].unitId`));
  const others = participants.flatMap(({ unit, mustAcknowledge }) => (unit ? [{ unit, mustAcknowledge }] : []));
  const units = [byUnit, ...others.map(({ unit }) => unit)];
  const coordinator = units.find((unit) => unit.unitId === (coordinatingUnitId ?? byUnit.unitId)) ?? null;
  if (!canLead(coordinator)) {
    return refused(problem.sipParticipantRefused('input.coordinationResponsibleUnitId'));
  }
  return ok({
    sip: {
      id: initiative.id,
      patientId: initiative.patientId,
      municipalityCode: initiative.municipalityCode,
      episodeId: initiative.episodeId,
      state: 'INITIATED',
      initiatedAt: now,
      initiatedByUserId: initiative.byUserId,
      initiatedByUnitId: byUnit.unitId,
      initiationReason: initiative.reason,
      coordinatingUnitId: coordinator.unitId,
      coordinatingPrincipal: coordinatingPrincipalOf(coordinator),
      participants: [
        newParticipant(byUnit.unitId, false),
        ...others.map(({ unit, mustAcknowledge }) => newParticipant(unit.unitId, mustAcknowledge)),
      ],
      consent: null,
      invitation: null,
      endedAt: null,
      endReason: null,
      version: 1,
    },
    event: sipInitiated,
  });
}

/** A unit that takes part and has not answered. */
export function newParticipant(unitId: string, mustAcknowledge: boolean): Participant {
  return { unitId, mustAcknowledge, answer: null, answeredAt: null, answeredByUserId: null };
}

/**
 * Records the patient's consent, or that the patient declines; then the plan stops (G-016).
 * @returns the change; or `SipStateRefuses`, when the plan is not under way, or is followed already and declined now.
 */
export function recordConsent(sip: Sip, consent: Consent): Result<SipChange, problem.SipStateRefuses> {
  if (!isOngoing(sip) || (sip.state === 'ACTIVE' && !consent.isGiven)) return refused(problem.stateRefuses(sip.state));
  const given: SipState = sip.state === 'INITIATED' ? 'PREPARING' : sip.state;
  const declined = {
    state: 'DECLINED',
    invitation: cancelMeeting(sip, 'CONSENT_DECLINED', consent.recordedAt),
  } as const;
  return ok({
    sip: { ...sip, consent, ...(consent.isGiven ? { state: given } : declined) },
    event: sipConsentRecorded,
  });
}

/** Does an invitation hold, so that it can be answered? */
export function holds(invitation: Invitation | null): invitation is Invitation {
  return invitation !== null && invitation.voided === null && invitation.cancelledAt === null;
}

/** The invitation when the plan goes no further: a meeting that was to come is not held. One that has been held stays. */
export function cancelMeeting(
  { invitation }: Pick<Sip, 'invitation'>,
  cancelReason: MeetingCancelReason,
  now: Date,
): Invitation | null {
  const isToCome = holds(invitation) && invitation.meetingAt > now;
  return isToCome ? { ...invitation, cancelledAt: now, cancelReason } : invitation;
}

/** Does a consent hold on the day? */
export function holdsOn(consent: Consent | null, day: Day): boolean {
  return consent?.isGiven === true && (consent.validTo === null || consent.validTo >= day);
}

/**
 * Invites the participants to the meeting, or to a changed meeting; then everyone answers anew (F-254).
 * @returns the change; or `SipStateRefuses`; or `SipConsentMissing`, when no consent holds today (G-016).
 */
export function invite(
  sip: Sip,
  invitation: NewInvitation,
  now: Date,
): Result<SipChange, problem.SipStateRefuses | problem.SipConsentMissing> {
  if (!isOngoing(sip)) return refused(problem.stateRefuses(sip.state));
  if (!holdsOn(sip.consent, stockholmDay(now))) return refused(problem.consentMissing());
  return ok({
    sip: {
      ...sip,
      state: sip.state === 'ACTIVE' ? 'ACTIVE' : 'INVITED',
      invitation: {
        ...invitation,
        sequence: (sip.invitation?.sequence ?? 0) + 1,
        voided: null,
        cancelledAt: null,
        cancelReason: null,
      },
      participants: sip.participants.map(({ unitId, mustAcknowledge }) => newParticipant(unitId, mustAcknowledge)),
    },
    event: sipParticipantsInvited,
  });
}

/**
 * Records a unit's answer to the latest invitation; its latest answer counts.
 * @returns the change; or `SipStateRefuses`, when no invitation holds or the plan is not under way.
 */
export function answer(
  sip: Sip,
  unitId: string,
  given: SipAnswer,
  userId: string,
  now: Date,
): Result<SipChange, problem.SipStateRefuses> {
  if (!isOngoing(sip) || !holds(sip.invitation)) return refused(problem.stateRefuses(sip.state));
  const participants = sip.participants.map((participant) =>
    participant.unitId === unitId
      ? { ...participant, answer: given, answeredAt: now, answeredByUserId: userId }
      : participant,
  );
  return ok({ sip: { ...sip, participants }, event: sipInvitationAnswered });
}

/**
 * Hands the coordination responsibility to another participant (F-256).
 * @returns the change; or `SipStateRefuses`; or `SipParticipantRefused`, when the unit takes no part, cannot lead or leads
 * already.
 */
export function handOver(
  sip: Sip,
  to: UnitFacts | null,
): Result<SipChange, problem.SipStateRefuses | problem.SipParticipantRefused> {
  if (!isOngoing(sip)) return refused(problem.stateRefuses(sip.state));
  const isParticipant = to !== null && sip.participants.some(({ unitId }) => unitId === to.unitId);
  if (!isParticipant || !canLead(to) || to.unitId === sip.coordinatingUnitId) {
    return refused(problem.sipParticipantRefused('input.unitId'));
  }
  return ok({
    sip: { ...sip, coordinatingUnitId: to.unitId, coordinatingPrincipal: coordinatingPrincipalOf(to) },
    event: sipCoordinationHandedOver,
  });
}
