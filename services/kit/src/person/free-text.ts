import { text } from '../graphql/input.ts';
import { BadInput } from '../server/errors.ts';
import { luhn } from './identity-number.ts';

/** Eight or six digits that may be a birth date, and four more, however they are written apart. */
const SHAPE = /(?<!\d)(\d{2})?(\d{2})(\d{2})(\d{2})([-+–− .]{0,2})([TRSUWXJKLMN\d]\d{3})(?!\d)/gi;
/** Signs that part digits and are not seen, or look like a hyphen. */
const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const HYPHENS = /[\u2010-\u2015\u2212]/g;

/**
 * Does a text hold what looks like an identity number? Years of birth and telephone numbers do not. Ten digits written
 * together must fit the check digit, since other numbers look the same.
 */
export function holdsIdentityNumber(value: string): boolean {
  const plain = value.normalize('NFKC').replaceAll(UNSEEN, '').replaceAll(HYPHENS, '-');
  return [...plain.matchAll(SHAPE)].some(([, century, year = '', month = '', day = '', apart = '', last = '']) => {
    const isDate = Number(month) <= 12 && isDay(Number(day)) && (!century || /^(18|19|20)$/.test(century));
    if (!isDate) return false;
    const isTogether = !century && (apart === '' || apart.includes(' '));
    return !isTogether || !/^\d+$/.test(last) || luhn(`${year}${month}${day}${last}`) === 0;
  });
}

function isDay(day: number): boolean {
  return (day >= 1 && day <= 31) || (day >= 60 && day <= 91);
}

/**
 * Free text that must not name a person by number (B-09, f.6 110).
 * @throws BadInput as {@link text}, and `IDENTITY_NUMBER`.
 */
export function freeText(field: string, value: string, max?: number): string {
  const given = text(field, value, max);
  if (holdsIdentityNumber(given)) {
    throw new BadInput(
      field,
      'IDENTITY_NUMBER',
      `Fältet ${field} får inte innehålla personnummer eller samordningsnummer. Skriv ärendets id i stället.`,
    );
  }
  return given;
}
