import { isId } from '@samplan/kit/id';
import { BadInput } from '@samplan/kit/server/errors';
import { MAX_BYTES } from './domain.ts';

const MAX_IDS = 3;

/**
 * A key: a name of letters and hyphens, then up to three ids. No other sign fits, so that no key names a person by number.
 * @throws BadInput `NOT_A_KEY`
 */
export function draftKey(field: string, given: string): string {
  const [name = '', ...ids] = given.split(':');
  if (/^[A-Za-z][A-Za-z-]{0,49}$/.test(name) && ids.length <= MAX_IDS && ids.every(isId)) return given;
  throw new BadInput(
    field,
    'NOT_A_KEY',
    `Fältet ${field} måste vara formulärets namn med bokstäver och bindestreck, eventuellt följt av kolon och id.`,
  );
}

/**
 * The content of a draft: whatever was written, at most {@link MAX_BYTES}.
 * @throws BadInput `TOO_LONG`
 */
export function draftContent(field: string, given: string): string {
  if (Buffer.byteLength(given, 'utf8') <= MAX_BYTES) return given;
  throw new BadInput(field, 'TOO_LONG', `Fältet ${field} får ha högst ${MAX_BYTES} byte.`);
}
