import { BadInput } from '@samplan/kit/server/errors';

/**
 * A phone number in international form (E.164). A number without country is Swedish.
 * @throws BadInput `NOT_A_PHONE_NUMBER`
 */
export function phoneNumber(field: string, given: string): string {
  const plain = given.replaceAll(/[\s()-]/g, '');
  const number = plain.replace(/^00/, '+').replace(/^0/, '+46');
  if (!/^\+[1-9]\d{6,14}$/.test(number)) {
    throw new BadInput(
      field,
      'NOT_A_PHONE_NUMBER',
      `Fältet ${field} måste vara ett telefonnummer, till exempel +46701234567.`,
    );
  }
  return number;
}
