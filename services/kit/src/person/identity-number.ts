import { Temporal } from 'temporal-polyfill';
import { ok, type Result, refused } from '../result.ts';
import type { Day } from '../time.ts';

/** A personal identity number or coordination number. */
export interface IdentityNumber {
  /** Twelve digits (G-121). */
  readonly digits: string;
  readonly kind: 'PERSONAL' | 'COORDINATION';
}

/** Why a text is no identity number. */
export type IdentityNumberFault =
  /** Ten digits: the century cannot be known (G-121, K4). */
  | 'TEN_DIGITS'
  /** Interim numbers with a letter are refused (G-124). */
  | 'INTERIM'
  /** Not twelve digits. */
  | 'FORM'
  /** No such day, or a day to come. */
  | 'DATE'
  /** The last digit does not fit the others (G-120). */
  | 'CHECK_DIGIT';

/** Swedish sentences for the faults. They never repeat the number. */
export const IDENTITY_NUMBER_FAULTS: Readonly<Record<IdentityNumberFault, string>> = {
  TEN_DIGITS: 'Ange personnumret med tolv siffror, ÅÅÅÅMMDDNNNN, så att århundradet framgår.',
  INTERIM: 'Tillfälliga nummer med bokstav kan inte användas.',
  FORM: 'Ange personnumret med tolv siffror, ÅÅÅÅMMDDNNNN.',
  DATE: 'Personnumret har ett födelsedatum som inte finns.',
  CHECK_DIGIT: 'Personnumrets kontrollsiffra stämmer inte. Kontrollera siffrorna.',
};

/** Letters at the ninth place of interim numbers (G-124). */
const INTERIM = /^\d{6,8}[-+]?[TRSUWXJKLMN]\d{3}$/i;

/**
 * Reads an identity number of twelve digits, with or without hyphen before the last four.
 *
 * Coordination numbers have 60 added to the day; where the birth date is unverified the month may be 00 and the day 60
 * (G-122). The date is a hint about the birth date and nothing more (G-120).
 *
 * @param today - numbers of days to come are refused.
 */
export function parseIdentityNumber(text: string, today: Day): Result<IdentityNumber, IdentityNumberFault> {
  const given = text.trim();
  if (INTERIM.test(given)) return refused('INTERIM');
  if (/^\d{6}[-+]?\d{4}$/.test(given)) return refused('TEN_DIGITS');
  const parts = /^(\d{8})-?(\d{4})$/.exec(given);
  if (!parts) return refused('FORM');
  const digits = `${parts[1]}${parts[2]}`;
  const day = Number(digits.slice(6, 8));
  const kind = day >= 60 ? 'COORDINATION' : 'PERSONAL';
  if (!isPossibleDate(digits, kind, today)) return refused('DATE');
  if (luhn(digits.slice(2)) !== 0) return refused('CHECK_DIGIT');
  return ok({ digits, kind });
}

/**
 * The birth date that the number hints at; null where a coordination number leaves it open.
 * @param digits - twelve digits, read before by {@link parseIdentityNumber}.
 */
export function birthDateHint({ digits, kind }: IdentityNumber): Day | null {
  const year = Number(digits.slice(0, 4));
  const month = Number(digits.slice(4, 6));
  const day = Number(digits.slice(6, 8)) - (kind === 'COORDINATION' ? 60 : 0);
  if (month === 0 || day === 0) return null;
  return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString();
}

/** Age of majority in Sweden. */
const ADULT_AT = 18;

/**
 * The day on which a child comes of age, as the number hints; null for adults, and where a coordination number leaves the birth
 * date open.
 */
export function minorUntil(number: IdentityNumber, today: Day): Day | null {
  const born = birthDateHint(number);
  if (born === null) return null;
  const day = Temporal.PlainDate.from(born).add({ years: ADULT_AT }).toString();
  return day > today ? day : null;
}

function isPossibleDate(digits: string, kind: IdentityNumber['kind'], today: Day): boolean {
  const year = Number(digits.slice(0, 4));
  const month = Number(digits.slice(4, 6));
  const day = Number(digits.slice(6, 8)) - (kind === 'COORDINATION' ? 60 : 0);
  if (year < 1840 || year > Number(today.slice(0, 4))) return false;
  const isOpen = kind === 'COORDINATION' && (month === 0 || day === 0);
  if (isOpen) return month <= 12 && day <= 31;
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString() <= today;
  } catch {
    return false;
  }
}

/**
 * The Luhn sum of ten digits modulo ten; 0 when the check digit fits. Every second digit counts double, beginning with the
 * first, and digits of sums are added.
 */
export function luhn(tenDigits: string): number {
  let sum = 0;
  for (let i = 0; i < tenDigits.length; i += 1) {
    const digit = Number(tenDigits[i]) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10;
}
