import type { Day } from '@samplan/kit/time';

/** How liability is counted (G-038). */
export type CountingModel =
  /** Each patient by the act (5 kap. 4 §). */
  | 'STATUTORY_INDIVIDUAL'
  /** The average of all who were discharged in the month. */
  | 'AVERAGE_MONTHLY'
  /** Followed every month, decided by the average of three. */
  | 'AVERAGE_ROLLING_3M'
  /** Three months in a row above the threshold lead to a joint analysis, never to an invoice. */
  | 'AVERAGE_3_CONSECUTIVE_MONTHS_REVIEW';

/** How days of grace are counted; the act does not say (h.7). */
export type GraceRule =
  /** Calendar days: the third day after Monday is Thursday. */
  | 'CALENDAR_DAYS'
  /** So many times 24 hours: the first day that begins after them. */
  | 'FULL_HOURS';

/** What something that comes late leads to. */
export type Strictness =
  /** No liability. */
  | 'STRICT'
  /** It is flagged only; after a late invitation liability begins with the invitation. */
  | 'LENIENT';

/** What region and municipality have agreed on, or the act says. */
export interface Terms {
  readonly countingModel: CountingModel;
  /** Days from the notice until the first liable day. */
  readonly graceDays: number;
  /** The same for a notice that was sent later than the cut-off. */
  readonly graceDaysAfterCutOff: number;
  /** Local time: `12:00`. */
  readonly cutOff: string;
  readonly graceRule: GraceRule;
  /** A late or incomplete admission notice (f.4 72). */
  readonly lateAdmissionNotice: Strictness;
  /** An invitation after day three (f.4 73). */
  readonly lateInvitation: Strictness;
  /** An invitation that did not come from the fixed care contact (4 kap. 3 §, G-017). */
  readonly otherInviter: Strictness;
  /** Average models: days per person that cost nothing. */
  readonly thresholdDays: number;
  /** Average models: do those count who went home on the day of the notice (G-042)? */
  readonly countsDayZero: boolean;
  /** With so many days of grace left the counter turns yellow. */
  readonly warningDays: number;
  /** SEK; null for the amount of the day's year. */
  readonly amountPerDaySek: number | null;
}

/**
 * What holds without an agreement.
 * Source: Lag (2017:612) 5 kap. 4 §; strict and lenient as f.4 72 and 73 decide; the inviter as 5 kap. 3 § 3 says (G-031).
 */
export const STATUTORY_TERMS: Terms = {
  countingModel: 'STATUTORY_INDIVIDUAL',
  graceDays: 3,
  graceDaysAfterCutOff: 4,
  cutOff: '12:00',
  graceRule: 'CALENDAR_DAYS',
  lateAdmissionNotice: 'STRICT',
  lateInvitation: 'LENIENT',
  otherInviter: 'STRICT',
  thresholdDays: 3,
  countsDayZero: true,
  warningDays: 1,
  amountPerDaySek: null,
};

/** Whom an agreement holds for, and when. */
export interface Validity {
  readonly municipalityCode: string;
  /** Null for both. */
  readonly careType: 'SOMATIC' | 'PSYCHIATRIC' | null;
  readonly validFromOn: Day;
  /** The last day; null while it has no end. */
  readonly validToOn: Day | null;
}

/** An agreement of a region with a municipality (sv. överenskommelse), in one of its versions (G-018). */
export interface Agreement extends Validity {
  readonly id: string;
  readonly version: number;
  readonly terms: Terms;
}

/** Do two agreements both hold for somebody on some day (f.4 78)? */
export function overlap(a: Validity, b: Validity): boolean {
  const isForSame = a.careType === null || b.careType === null || a.careType === b.careType;
  return a.municipalityCode === b.municipalityCode && isForSame && startsBeforeEnd(a, b) && startsBeforeEnd(b, a);
}

/** The agreement in force on a day; null when the act holds. */
export function agreementOn(
  agreements: readonly Agreement[],
  { municipalityCode, careType, day }: { municipalityCode: string; careType: 'SOMATIC' | 'PSYCHIATRIC'; day: Day },
): Agreement | null {
  const wanted = { municipalityCode, careType, validFromOn: day, validToOn: day };
  return agreements.find((agreement) => overlap(agreement, wanted)) ?? null;
}

function startsBeforeEnd(a: Validity, b: Validity): boolean {
  return b.validToOn === null || a.validFromOn <= b.validToOn;
}
