import { idList, text } from '@samplan/kit/graphql/input';
import { isHsaIdOfPerson } from '@samplan/kit/person/hsa-id';
import { IDENTITY_NUMBER_FAULTS, parseIdentityNumber } from '@samplan/kit/person/identity-number';
import { BadInput } from '@samplan/kit/server/errors';
import type { Day } from '@samplan/kit/time';
import type { PlaceAccessOrderInput } from '../generated/resolvers.ts';
import { emailAddress } from '../mail/address.ts';
import type { Draft } from './placing.ts';

const MAX_NAME = 100;
const MAX_ENTITLEMENTS = 30;

/**
 * Reads an order as it was written.
 * @throws BadInput for values that are none: a text that is no address, a number that is no identity number.
 */
export function draftOf(input: Omit<PlaceAccessOrderInput, 'idempotencyKey'>, today: Day): Draft {
  const { entitlements, personalIdentityNumber } = input;
  const wanted = entitlements ?? [];
  if (wanted.length > 0) {
    idList(
      'input.entitlements',
      wanted.map(({ system, entitlement }) => `${system} ${entitlement}`),
      MAX_ENTITLEMENTS,
    );
  }
  return {
    kind: input.kind,
    channel: input.channel ?? 'FORM',
    confirmationEmail: emailAddress('input.confirmationEmail', input.confirmationEmail),
    unitId: orNull(input.unitId),
    toUnitId: orNull(input.toUnitId),
    userId: orNull(input.userId),
    givenName: nameOf('input.givenName', input.givenName),
    familyName: nameOf('input.familyName', input.familyName),
    email: isBlank(input.email) ? null : emailAddress('input.email', input.email),
    personalIdentityNumber: personalIdentityNumber == null ? null : numberOf(personalIdentityNumber, today),
    hsaId: isBlank(input.hsaId) ? null : hsaIdOf(input.hsaId),
    role: orNull(input.role),
    employment: orNull(input.employment),
    validTo: orNull(input.validTo),
    endsOn: orNull(input.endsOn),
    assignmentId: orNull(input.assignmentId),
    agreement: nameOf('input.agreement', input.agreement),
    subcontractor: nameOf('input.subcontractor', input.subcontractor),
    entitlements: wanted,
  };
}

function orNull<T>(value: T | null | undefined): T | null {
  return value ?? null;
}

function isBlank(value: string | null | undefined): value is null | undefined | '' {
  return value == null || value.trim() === '';
}

/** A name that was left empty is missing: the order tells it with every other field that is. */
function nameOf(field: string, value: string | null | undefined): string | null {
  return isBlank(value) ? null : text(field, value, MAX_NAME).trim();
}

/** As a SITHS card names its holder. */
function hsaIdOf(value: string): string {
  const hsaId = value.trim().toUpperCase();
  if (isHsaIdOfPerson(hsaId)) return hsaId;
  throw new BadInput('input.hsaId', 'NOT_HSA_ID', 'Ange HSA-id som SE2321000180-ABC1.');
}

/** Twelve digits (f.1 20); ten are refused with the format. */
function numberOf(value: string, today: Day): string {
  const number = parseIdentityNumber(value, today);
  if (!number.ok) {
    throw new BadInput('input.personalIdentityNumber', number.problem, IDENTITY_NUMBER_FAULTS[number.problem]);
  }
  return number.value.digits;
}
