import { MAX_TEXT, text } from '@samplan/kit/graphql/input';
import { BadInput } from '@samplan/kit/server/errors';

/** What a log reviewer needs at least to judge why something was opened (f.6 101). */
export const MIN_REASON = 20;

/**
 * Why somebody opens what is closed as a rule, in their own words.
 * @throws BadInput `EMPTY`, `TOO_SHORT`, `TOO_LONG` or `NOT_TEXT`.
 */
export function reasonText(field: string, value: string): string {
  const reason = text(field, value, MAX_TEXT);
  if ([...reason.trim()].length < MIN_REASON) {
    throw new BadInput(field, 'TOO_SHORT', `Fältet ${field} ska beskriva skälet med minst ${MIN_REASON} tecken.`);
  }
  return reason;
}
