import { BadInput } from '@samplan/kit/server/errors';
import type { Day } from '@samplan/kit/time';
import type { LiabilityTermsInput } from '../generated/resolvers.ts';
import { STATUTORY_TERMS, type Terms } from './terms.ts';

const MAX_DAYS = 60;
const MAX_AMOUNT_SEK = 100_000;

/**
 * A whole number within limits.
 * @throws BadInput `OUT_OF_RANGE`.
 */
export function wholeNumber(field: string, value: number, least: number, most: number): number {
  if (value < least || value > most) {
    throw new BadInput(field, 'OUT_OF_RANGE', `Fältet ${field} ska vara ${least} till ${most}.`);
  }
  return value;
}

/**
 * SEK for a day.
 * @throws BadInput
 */
export function amountSek(field: string, value: number): number {
  return wholeNumber(field, value, 1, MAX_AMOUNT_SEK);
}

/**
 * A day that is not later than another.
 * @throws BadInput `TOO_LATE`.
 */
export function notAfter(field: string, value: Day, latest: Day): Day {
  if (value > latest) throw new BadInput(field, 'TOO_LATE', `Fältet ${field} får inte ligga efter ${latest}.`);
  return value;
}

/**
 * A last day, when there is one.
 * @throws BadInput `TOO_EARLY`, when it lies before the first.
 */
export function lastDay(field: string, value: Day | null | undefined, first: Day): Day | null {
  if (value == null) return null;
  if (value < first) throw new BadInput(field, 'TOO_EARLY', `Fältet ${field} får inte ligga före den första dagen.`);
  return value;
}

/**
 * What is agreed on; what is left out is as the act says.
 * @throws BadInput naming the field.
 */
export function termsOf(field: string, given: LiabilityTermsInput): Terms {
  const act = STATUTORY_TERMS;
  const days = (name: 'graceDays' | 'graceDaysAfterCutOff' | 'thresholdDays' | 'warningDays', least = 0): number =>
    wholeNumber(`${field}.${name}`, given[name] ?? act[name], least, MAX_DAYS);
  const cutOff = given.cutOff ?? act.cutOff;
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(cutOff)) {
    throw new BadInput(`${field}.cutOff`, 'FORM', `Fältet ${field}.cutOff ska vara ett klockslag som 12:00.`);
  }
  const graceDays = days('graceDays');
  return {
    countingModel: given.countingModel ?? act.countingModel,
    graceDays,
    graceDaysAfterCutOff: days('graceDaysAfterCutOff', graceDays),
    cutOff,
    graceRule: given.graceRule ?? act.graceRule,
    lateAdmissionNotice: given.lateAdmissionNotice ?? act.lateAdmissionNotice,
    lateInvitation: given.lateInvitation ?? act.lateInvitation,
    otherInviter: given.otherInviter ?? act.otherInviter,
    thresholdDays: days('thresholdDays'),
    countsDayZero: given.countsDayZero ?? act.countsDayZero,
    warningDays: days('warningDays'),
    amountPerDaySek:
      given.amountPerDaySek == null ? null : amountSek(`${field}.amountPerDaySek`, given.amountPerDaySek),
  };
}

/**
 * A region's code, where one is given: two digits.
 * @throws BadInput `FORM`.
 */
export function regionCode(field: string, value: string | null | undefined): string | null {
  if (value == null) return null;
  if (!/^\d{2}$/.test(value)) {
    throw new BadInput(field, 'FORM', `Fältet ${field} ska vara regionens kod med två siffror.`);
  }
  return value;
}
