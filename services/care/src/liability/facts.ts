import type { Day } from '@samplan/kit/time';
import type { CareNeed, CareType } from '../generated/resolvers.ts';
import type { Agreement } from './terms.ts';

/** An admission notice, as far as municipalities got it. */
export interface AdmissionNotice {
  readonly messageId: string;
  readonly sentAt: Date;
  /** After its deadline (2 kap. 3 §)? */
  readonly isLate: boolean;
  /** With everything that 2 kap. 2 § demands? */
  readonly isComplete: boolean;
  /** Municipalities that got it, Statistics Sweden's codes. */
  readonly municipalityCodes: readonly string[];
}

/** A discharge-ready notice. */
export interface ReadinessNotice {
  readonly messageId: string;
  readonly sentAt: Date;
  /** Municipalities that got it. */
  readonly municipalityCodes: readonly string[];
  /** Where the patient was registered when it was sent; null when that is unknown (f.4 77). */
  readonly registeredIn: string | null;
  /** When it was taken back (G-043). */
  readonly interruptedAt: Date | null;
}

/** Why a patient cannot leave for reasons on the region's side, or a plan is not required. */
export type ExceptionKind =
  /** Services of region outpatient care are not there (5 kap. 5 §, G-033). */
  | 'OUTPATIENT_SERVICES_UNAVAILABLE'
  /** It is unclear whether they are (5 kap. 5 §, G-033). */
  | 'OUTPATIENT_SERVICES_UNCLEAR'
  /** Open compulsory care: another plan is made instead (4 kap. 1 § st. 2, G-015). */
  | 'OPEN_COMPULSORY_CARE'
  /** The patient does not consent to a plan (4 kap. 2 §, G-016). */
  | 'PLAN_DECLINED';

/** An exception that somebody recorded. */
export interface LiabilityException {
  readonly id: string;
  readonly kind: ExceptionKind;
  readonly fromOn: Day;
  /** The last day; null while it goes on. */
  readonly toOn: Day | null;
  readonly recordedAt: Date;
}

/** The municipality that decided that the patient lives in another one (5 kap. 2 §, G-030). */
export interface DecidingMunicipality {
  readonly municipalityCode: string;
  readonly decidedOn: Day;
  readonly recordedAt: Date;
}

/** An invitation to a plan. */
export interface Invitation {
  readonly planId: string;
  readonly sentAt: Date;
  /** The unit that invited; null when that is not known. */
  readonly invitedByUnitId: string | null;
  /** The fixed care contact at that unit; null when it is none of region outpatient care, or has appointed nobody (G-017). */
  readonly careContact: { readonly id: string; readonly confirmedAt: Date } | null;
}

/** Everything that liability for an episode depends on. */
export interface LiabilityFacts {
  readonly episodeId: string;
  readonly careType: CareType;
  readonly needs: readonly CareNeed[];
  /** Latest time of the admission notice. */
  readonly noticeDeadlineAt: Date;
  /** Where the patient is registered now; null when that is unknown. */
  readonly registeredIn: string | null;
  readonly deciding: DecidingMunicipality | null;
  /** In the order of sending. */
  readonly admissionNotices: readonly AdmissionNotice[];
  /** In the order of sending. */
  readonly readinessNotices: readonly ReadinessNotice[];
  /** The first invitation to a plan in the episode. */
  readonly invitation: Invitation | null;
  readonly exceptions: readonly LiabilityException[];
  readonly dischargedAt: Date | null;
  readonly diedAt: Date | null;
  /** Was the discharge recorded afterwards, before the judgement (K11)? */
  readonly isRecovered: boolean;
  /** Does it go on at another ward, where everything is counted? */
  readonly isTransferred: boolean;
  /** When it was imported as one that the older system invoices (F-216); null for all others. */
  readonly invoicedInSourceAt: Date | null;
  /** Of the region with the municipality that pays, at any time. */
  readonly agreements: readonly Agreement[];
}
