import { text } from '@samplan/kit/graphql/input';
import { BadInput } from '@samplan/kit/server/errors';

const MAX_EMAIL = 254;

/** An address as people write it; nothing in it can begin another line of a mail. */
const EMAIL = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+\.[^\s@<>,;:"()[\]\\]+$/;

/**
 * An address to send mails to.
 * @throws BadInput `EMPTY`, `TOO_LONG`, `NOT_TEXT` or `NOT_EMAIL`.
 */
export function emailAddress(field: string, value: string): string {
  const given = text(field, value, MAX_EMAIL).trim();
  if (!EMAIL.test(given)) throw new BadInput(field, 'NOT_EMAIL', `Fältet ${field} är ingen e-postadress.`);
  return given;
}
