import type { AdministrationKind, UnitKind } from '@samplan/kit/access/viewer';
import { ok, type Result, refused } from '@samplan/kit/result';
import { addHours, stockholmDay } from '@samplan/kit/time';
import {
  dischargeEstimateChanged,
  dischargeReadyInterrupted,
  dischargeReadyReported,
  dischargeReadyRestored,
  patientAdmitted,
  patientDischarged,
} from '@samplan/schema/events/care';
import type { CareNeed, CareType, EpisodeState } from '../generated/resolvers.ts';
import type { OutgoingMessage } from '../message/store.ts';
import {
  type DischargeOutOfRange,
  dischargeOutOfRange,
  type EpisodeStateRefuses,
  type EstimateUnchanged,
  estimateUnchanged,
  type JudgementOutOfRange,
  judgementOutOfRange,
  type LptNoticeOutsidePsychiatry,
  lptNoticeOutsidePsychiatry,
  type MunicipalRecipientMissing,
  municipalRecipientMissing,
  type NotTreatingPhysician,
  notTreatingPhysician,
  type OutpatientRecipientMissing,
  outpatientRecipientMissing,
  type PsychiatricOutpatientUnitMissing,
  psychiatricOutpatientUnitMissing,
  type RecipientRefused,
  recipientRefused,
  stateRefuses,
} from './problems.ts';

/** The treating physician's judgement that inpatient care is no longer needed (G-009). */
export interface Readiness {
  readonly judgedByUserId: string;
  readonly judgedAt: Date;
  /** When the notice was sent. */
  readonly reportedAt: Date;
  /** Is it a notice under 7 a § LPT, which counts as one that the patient is discharge-ready (G-010)? */
  readonly isLptNotice: boolean;
}

/** One stay at a ward (sv. vårdtillfälle). */
export interface Episode {
  readonly id: string;
  readonly regionId: string;
  readonly wardUnitId: string;
  readonly patientId: string;
  readonly careType: CareType;
  readonly state: EpisodeState;
  readonly admittedAt: Date;
  readonly estimatedDischargeAt: Date;
  readonly needs: readonly CareNeed[];
  readonly assessedByUserId: string;
  readonly assessedAt: Date;
  /** Was the need discovered after the admission? */
  readonly needsDiscoveredLater: boolean;
  readonly ready: Readiness | null;
  /** The judgement that an interruption took back, as long as the interruption stands. */
  readonly interrupted: Readiness | null;
  readonly dischargedAt: Date | null;
  /** When it ended, in whatever way. */
  readonly closedAt: Date | null;
  /** Why it is void; null unless it is. */
  readonly voidReason: string | null;
  /** When the patient died; null unless the episode ended by that. */
  readonly deceasedAt: Date | null;
  /** Where it goes on; null unless the patient was transferred. */
  readonly transfer: Transfer | null;
  /** The episode that it goes on from. */
  readonly transferredFromId: string | null;
  /** Was the discharge recorded afterwards, before the judgement (K11)? Then it is outside statistics and payment liability. */
  readonly isRecovered: boolean;
  /** Recipients of its messages that have not acknowledged. Counted in the database; rules do not change it. */
  readonly outstanding: number;
  /** Of state and times; acknowledgements do not change it. */
  readonly version: number;
}

/** That a patient was moved to another ward, where a new episode goes on. */
export interface Transfer {
  readonly at: Date;
  readonly toUnitId: string;
  readonly toEpisodeId: string;
}

/** What a rule changes: the episode, the message that tells the parties, and the event that tells other subgraphs. */
export interface EpisodeChange {
  readonly episode: Episode;
  readonly message: OutgoingMessage;
  readonly event: EpisodeEvent;
}

/** The events of an episode's course. */
export type EpisodeEvent =
  | typeof patientAdmitted
  | typeof dischargeEstimateChanged
  | typeof dischargeReadyReported
  | typeof dischargeReadyInterrupted
  | typeof dischargeReadyRestored
  | typeof patientDischarged;

/** A unit that is to get the notice; null when there is none with the id. */
export interface RecipientFacts {
  readonly unitId: string;
  readonly kind: UnitKind;
  readonly administrationKind: AdministrationKind;
  readonly isActive: boolean;
}

/** What is known when a patient is admitted. */
export interface Admission {
  readonly id: string;
  readonly regionId: string;
  readonly wardUnitId: string;
  readonly wardKind: UnitKind;
  readonly patientId: string;
  readonly admittedAt: Date;
  readonly estimatedDischargeAt: Date;
  readonly needs: readonly CareNeed[];
  readonly assessedByUserId: string;
  /** Does the one who judged hold the role of physician at the ward? */
  readonly isTreatingPhysician: boolean;
  readonly assessedAt: Date;
  readonly needsDiscoveredLater: boolean;
  /** In the order of the input; null where the id is unknown. */
  readonly recipients: readonly (RecipientFacts | null)[];
  /** Is a psychiatric outpatient unit set on the patient? */
  readonly hasPsychiatricOutpatientUnit: boolean;
  readonly text: string | null;
}

/** Kinds of unit that can take part in episodes without being the ward. BIF has no part (F-006). */
const PARTY_KINDS: readonly UnitKind[] = [
  'HEALTH_CENTRE',
  'PSYCHIATRIC_OUTPATIENT',
  'ASSESSMENT',
  'HOME_HEALTH',
  'HOME_CARE',
  'RESIDENCE',
  'SOCIAL_SERVICES',
];

/** Is it a ward, which runs episodes? */
export function isWard(kind: UnitKind): boolean {
  return kind === 'INPATIENT_SOMATIC' || kind === 'INPATIENT_PSYCHIATRIC';
}

/** The kind of care at a ward. */
export function careTypeOf(wardKind: UnitKind): CareType {
  return wardKind === 'INPATIENT_PSYCHIATRIC' ? 'PSYCHIATRIC' : 'SOMATIC';
}

/** Can the unit receive messages of an episode? */
export function canReceive(unit: Pick<RecipientFacts, 'kind' | 'administrationKind' | 'isActive'> | null): boolean {
  return unit?.isActive === true && unit.administrationKind !== 'BIF' && PARTY_KINDS.includes(unit.kind);
}

/** Hours after admission, or after the later judgement, within which the notice must be sent (G-004). */
const NOTICE_HOURS = 24;

/**
 * Latest time for the admission notice, in absolute time.
 * Source: Lag (2017:612) 2 kap. 3 § (G-004).
 */
export function noticeDeadline(a: Pick<Episode, 'admittedAt' | 'assessedAt' | 'needsDiscoveredLater'>): Date {
  return addHours(a.needsDiscoveredLater ? a.assessedAt : a.admittedAt, NOTICE_HOURS);
}

/**
 * Admits a patient and composes the admission notice. A late notice is sent and marked (G-004).
 *
 * @param now - instant of sending.
 * @returns the episode with its notice; or `NotTreatingPhysician` (G-001), `PsychiatricOutpatientUnitMissing` (F-235),
 * `RecipientRefused`, `OutpatientRecipientMissing` (G-002), `MunicipalRecipientMissing` (f.3 43).
 * Source: Lag (2017:612) 2 kap. 1–3 §§.
 */
export function admit(
  admission: Admission,
  now: Date,
): Result<
  EpisodeChange,
  | NotTreatingPhysician
  | PsychiatricOutpatientUnitMissing
  | RecipientRefused
  | OutpatientRecipientMissing
  | MunicipalRecipientMissing
> {
  const { recipients, isTreatingPhysician, hasPsychiatricOutpatientUnit, wardKind, text, ...facts } = admission;
  if (!isTreatingPhysician) return refused(notTreatingPhysician('input.assessment.assessedById'));
  const careType = careTypeOf(wardKind);
  if (careType === 'PSYCHIATRIC' && !hasPsychiatricOutpatientUnit) return refused(psychiatricOutpatientUnitMissing());

  const unfit = recipients.findIndex((recipient) => !canReceive(recipient));
  if (unfit >= 0) return refused(recipientRefused(`input.recipientIds[${unfit}]`));
  const owners = new Set(recipients.map((recipient) => recipient?.administrationKind));
  if (facts.needs.includes('MUNICIPAL_HEALTH_CARE') && !owners.has('REGION'))
    return refused(outpatientRecipientMissing());
  const isMunicipal = facts.needs.includes('MUNICIPAL_HEALTH_CARE') || facts.needs.includes('SOCIAL_SERVICES');
  if (isMunicipal && !owners.has('VOF') && !owners.has('SOC')) return refused(municipalRecipientMissing());

  const episode: Episode = {
    ...facts,
    careType,
    state: 'ADMITTED',
    ready: null,
    interrupted: null,
    dischargedAt: null,
    closedAt: null,
    voidReason: null,
    deceasedAt: null,
    transfer: null,
    transferredFromId: null,
    isRecovered: false,
    outstanding: 0,
    version: 1,
  };
  return ok({
    episode,
    message: { type: 'ADMISSION_NOTICE', text, isLate: now > noticeDeadline(episode), replacesEarlier: false },
    event: patientAdmitted,
  });
}

/** States in which the patient is at the ward. */
export const AT_WARD: readonly EpisodeState[] = ['ADMITTED', 'DISCHARGE_READY', 'DISCHARGE_READY_INTERRUPTED'];
/** States in which the episode goes on. */
export const ONGOING: readonly EpisodeState[] = [...AT_WARD, 'DISCHARGED'];

/**
 * Changes the estimated time of discharge; every recipient gets a new version of the notice (G-005).
 * @returns the change; or `EpisodeStateRefuses`, when the patient has left; or `EstimateUnchanged`.
 * Source: Lag (2017:612) 2 kap. 4 §.
 */
export function changeEstimate(
  episode: Episode,
  estimatedDischargeAt: Date,
): Result<EpisodeChange, EpisodeStateRefuses | EstimateUnchanged> {
  if (!AT_WARD.includes(episode.state)) return refused(stateRefuses(episode.state));
  if (episode.estimatedDischargeAt.getTime() === estimatedDischargeAt.getTime()) return refused(estimateUnchanged());
  return ok({
    episode: { ...episode, estimatedDischargeAt },
    message: { type: 'ADMISSION_NOTICE', text: null, isLate: false, replacesEarlier: true },
    event: dischargeEstimateChanged,
  });
}

/**
 * Records that the patient no longer needs inpatient care.
 *
 * @param judgement.judgedAt - instant of the judgement: from admission to `now`.
 * @param isTreatingPhysician - does the one who judged hold the role of physician at the ward?
 * @param now - instant of reporting; starts the days for invitation and payment.
 * @returns the change; or `EpisodeStateRefuses`, `NotTreatingPhysician`, `JudgementOutOfRange`, `LptNoticeOutsidePsychiatry`.
 * Source: Lag (2017:612) 3 kap. 1 §, 1 kap. 3 § (G-009, G-010).
 */
export function reportDischargeReady(
  episode: Episode,
  judgement: Omit<Readiness, 'reportedAt'>,
  isTreatingPhysician: boolean,
  now: Date,
): Result<
  EpisodeChange,
  EpisodeStateRefuses | NotTreatingPhysician | JudgementOutOfRange | LptNoticeOutsidePsychiatry
> {
  if (episode.state !== 'ADMITTED' && episode.state !== 'DISCHARGE_READY_INTERRUPTED') {
    return refused(stateRefuses(episode.state));
  }
  if (!isTreatingPhysician) return refused(notTreatingPhysician('input.judgedById'));
  const { judgedAt, isLptNotice } = judgement;
  if (judgedAt < episode.admittedAt || judgedAt > now) return refused(judgementOutOfRange(episode.admittedAt, now));
  if (isLptNotice && episode.careType !== 'PSYCHIATRIC') return refused(lptNoticeOutsidePsychiatry());
  return ok({
    episode: {
      ...episode,
      state: 'DISCHARGE_READY',
      ready: { ...judgement, reportedAt: now },
      interrupted: null,
    },
    message: { type: 'DISCHARGE_READY_NOTICE', text: null, isLate: false, replacesEarlier: false },
    event: dischargeReadyReported,
  });
}

/**
 * Takes the discharge-ready notice back, because the patient needs inpatient care again (G-043). What counted from it counts
 * anew from the next notice.
 * @returns the change; or `EpisodeStateRefuses`, when the patient is not discharge-ready.
 */
export function interruptDischargeReady(episode: Episode, reason: string): Result<EpisodeChange, EpisodeStateRefuses> {
  if (episode.state !== 'DISCHARGE_READY') return refused(stateRefuses(episode.state));
  return ok({
    episode: { ...episode, state: 'DISCHARGE_READY_INTERRUPTED', ready: null, interrupted: episode.ready },
    message: { type: 'DISCHARGE_READY_INTERRUPTION', text: reason, isLate: false, replacesEarlier: false },
    event: dischargeReadyInterrupted,
  });
}

/**
 * Voids an interruption that should never have been reported (G-101): the judgement before it stands again, and what counted from
 * it goes on as if it had never stopped.
 * @returns the change; or `EpisodeStateRefuses`, when no interruption stands.
 */
export function voidInterruption(episode: Episode, reason: string): Result<EpisodeChange, EpisodeStateRefuses> {
  if (episode.state !== 'DISCHARGE_READY_INTERRUPTED' || !episode.interrupted) {
    return refused(stateRefuses(episode.state));
  }
  return ok({
    episode: { ...episode, state: 'DISCHARGE_READY', ready: episode.interrupted, interrupted: null },
    message: { type: 'VOID_NOTICE', text: reason, isLate: false, replacesEarlier: false },
    event: dischargeReadyRestored,
  });
}

/**
 * Records that the patient has left, and composes the discharge message. Information is to be sent the same day (G-011); later
 * is marked.
 *
 * @param dischargedAt - from the discharge-ready judgement to `now`.
 * @returns the change; or `EpisodeStateRefuses`, when the patient is not discharge-ready (f.3 61); or `DischargeOutOfRange`.
 * Source: Lag (2017:612) 3 kap. 2 §.
 */
export function discharge(
  episode: Episode,
  dischargedAt: Date,
  text: string,
  now: Date,
): Result<EpisodeChange, EpisodeStateRefuses | DischargeOutOfRange> {
  if (episode.state !== 'DISCHARGE_READY' || !episode.ready) return refused(stateRefuses(episode.state));
  const earliest = episode.ready.judgedAt;
  if (dischargedAt < earliest || dischargedAt > now) return refused(dischargeOutOfRange(earliest, now));
  const isLate = stockholmDay(now) > stockholmDay(dischargedAt);
  return ok({
    episode: { ...episode, state: 'DISCHARGED', dischargedAt },
    message: { type: 'DISCHARGE_MESSAGE', text, isLate, replacesEarlier: false },
    event: patientDischarged,
  });
}

/**
 * Ends the episode (F-250).
 * @returns the closed episode; or `EpisodeStateRefuses`, when the patient has not left.
 */
export function close(episode: Episode, now: Date): Result<Episode, EpisodeStateRefuses> {
  if (episode.state !== 'DISCHARGED') return refused(stateRefuses(episode.state));
  return ok({ ...episode, state: 'CLOSED', closedAt: now });
}

/**
 * Puts a closed episode away (F-207): it is found and read as before and kept (G-087), and nothing in it is waited for.
 * @returns the archived episode; or null, when it is not closed, or a message is unacknowledged (F-251).
 */
export function archive(episode: Episode): Episode | null {
  return episode.state === 'CLOSED' && episode.outstanding === 0 ? { ...episode, state: 'ARCHIVED' } : null;
}

/** How an episode can end. */
export const ENDS: readonly EpisodeState[] = ['CLOSED', 'ARCHIVED', 'VOIDED', 'DECEASED', 'TRANSFERRED'];

/** Can parties still write to each other? */
export function isOpenForMessages({ state }: Pick<Episode, 'state'>): boolean {
  return ONGOING.includes(state);
}
