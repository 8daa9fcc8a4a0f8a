import { text } from '@samplan/kit/graphql/input';
import { IDENTITY_NUMBER_FAULTS, type IdentityNumber, parseIdentityNumber } from '@samplan/kit/person/identity-number';
import { BadInput } from '@samplan/kit/server/errors';
import { stockholmDay } from '@samplan/kit/time';
import type { AddressInput, IdentityNumberRefused } from '../generated/resolvers.ts';
import type { Address } from './store.ts';

const NUMBER_FIELD = 'input.personalIdentityNumber';
const MAX_NAME = 100;

/**
 * The identity number that was given.
 * @throws BadInput `TEN_DIGITS`, `INTERIM`, `FORM`, `DATE` or `CHECK_DIGIT`.
 */
export function identityNumber(given: string, now: Date): IdentityNumber {
  const parsed = parseIdentityNumber(given, stockholmDay(now));
  if (!parsed.ok) throw new BadInput(NUMBER_FIELD, parsed.problem, IDENTITY_NUMBER_FAULTS[parsed.problem]);
  return parsed.value;
}

/** Union member `IdentityNumberRefused` (G-127). */
export function identityNumberRefused(environment: string): IdentityNumberRefused {
  return {
    __typename: 'IdentityNumberRefused',
    code: 'PATIENT_IDENTITY_NUMBER_REFUSED',
    message:
      environment === 'PRODUCTION'
        ? 'Testpersoner får inte registreras i produktionsmiljön. Använd utbildnings- eller testmiljön.'
        : 'Endast fiktiva personer med Skatteverkets testnummer får registreras i den här miljön.',
    field: NUMBER_FIELD,
  };
}

/**
 * A name as given.
 * @throws BadInput
 */
export function personName(field: string, given: string): string {
  return text(field, given.trim(), MAX_NAME);
}

/**
 * An address as given, with the postal code as five digits.
 * @throws BadInput
 */
export function address(field: string, { street, postalCode, city }: AddressInput): Address {
  const digits = postalCode.replaceAll(' ', '');
  if (!/^[1-9]\d{4}$/.test(digits)) {
    throw new BadInput(
      `${field}.postalCode`,
      'FORM',
      `Fältet ${field}.postalCode ska vara ett postnummer med fem siffror.`,
    );
  }
  return {
    street: text(`${field}.street`, street.trim(), MAX_NAME),
    postalCode: digits,
    city: text(`${field}.city`, city.trim(), MAX_NAME),
  };
}

/**
 * A municipality's code.
 * @throws BadInput
 */
export function municipalityCode(field: string, given: string): string {
  if (!/^\d{4}$/.test(given)) {
    throw new BadInput(field, 'FORM', `Fältet ${field} ska vara en kommunkod med fyra siffror.`);
  }
  return given;
}
