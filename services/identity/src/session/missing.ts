import { isAtLeast } from '@samplan/kit/access/assurance';
import { isWithin } from '@samplan/kit/auth/networks';
import type { Assignment } from '../assignment/store.ts';
import type { Session, SessionRules } from './domain.ts';

/** What a session lacks. The codes are stable. */
export type MissingCode =
  /** No unit and role is chosen (F-276, f.2 28). */
  | 'ROLE_NOT_SELECTED'
  /** The session was not proven strongly enough (G-144). */
  | 'ASSURANCE_TOO_LOW'
  /** Somebody else has set the password that the session began with, or may know it (F-422). */
  | 'PASSWORD_MUST_CHANGE'
  /** The user has not accepted the text about responsibilities that holds (F-420 to F-425, G-074). */
  | 'RESPONSIBILITIES_NOT_ACCEPTED'
  /** The client is outside the networks that the administration lets its people work from (F-162). */
  | 'NETWORK_NOT_ALLOWED'
  /** The chosen unit is an organisational level, where functions for patients are not seen (F-277). */
  | 'ORGANISATIONAL_LEVEL';

/** Something that is missing, with what to do about it. */
export interface MissingCondition {
  readonly code: MissingCode;
  /** One Swedish sentence that tells the user what to do. */
  readonly message: string;
  /** Assignments to choose instead, where that helps. */
  readonly assignments: readonly Assignment[];
}

/** While one of these is missing, the session has no rights at all. */
export const WITHHOLDING: ReadonlySet<MissingCode> = new Set([
  'ROLE_NOT_SELECTED',
  'ASSURANCE_TOO_LOW',
  'PASSWORD_MUST_CHANGE',
  'RESPONSIBILITIES_NOT_ACCEPTED',
  'NETWORK_NOT_ALLOWED',
]);

const MESSAGES: Readonly<Record<MissingCode, string>> = {
  ROLE_NOT_SELECTED: 'Välj enhet och roll att arbeta i med chooseAssignment. Innan dess syns inga funktioner.',
  ASSURANCE_TOO_LOW: 'Inloggningen är inte tillräckligt säker för patientuppgifter. Logga in med SITHS-kort.',
  PASSWORD_MUST_CHANGE: 'Välj ett eget lösenord med changePassword. Innan dess syns inga funktioner.',
  RESPONSIBILITIES_NOT_ACCEPTED:
    'Läs vad du ansvarar för med responsibilities och godkänn det med acceptResponsibilities. Innan dess syns inga funktioner.',
  NETWORK_NOT_ALLOWED:
    'Enheten kan bara användas från de nät som förvaltningen har godkänt. Anslut därifrån och försök igen.',
  ORGANISATIONAL_LEVEL:
    'Du är inloggad på en organisatorisk nivå där funktioner för patienter inte visas. Byt till en operativ enhet.',
};

/**
 * Why functions are missing (F-276, F-277, B-07): nothing for a session that has all that its role can have.
 * @param address - where the client is; null when nobody knows.
 * @param own - the user's assignments, to point at those where the functions are.
 */
export function missingOf(
  session: Pick<Session, 'proof' | 'account'>,
  assignment: Assignment | null,
  rules: Pick<SessionRules, 'minAssurance' | 'responsibilities'>,
  address: string | null,
  own: readonly Assignment[],
): readonly MissingCondition[] {
  const operative = own.filter(({ unitKind }) => unitKind !== 'ORGANISATIONAL');
  const conditions: readonly (readonly [boolean, MissingCode, readonly Assignment[]])[] = [
    [assignment === null, 'ROLE_NOT_SELECTED', own],
    [!isAtLeast(session.proof.assurance, rules.minAssurance), 'ASSURANCE_TOO_LOW', []],
    [session.account.passwordMustChange && session.proof.assurance !== 'LOA3', 'PASSWORD_MUST_CHANGE', []],
    [session.account.acceptedResponsibilities !== rules.responsibilities.version, 'RESPONSIBILITIES_NOT_ACCEPTED', []],
    [assignment !== null && !isAllowedFrom(assignment, address), 'NETWORK_NOT_ALLOWED', []],
    [assignment?.unitKind === 'ORGANISATIONAL', 'ORGANISATIONAL_LEVEL', operative],
  ];
  return conditions.flatMap(([isMissing, code, assignments]) =>
    isMissing ? [{ code, message: MESSAGES[code], assignments }] : [],
  );
}

function isAllowedFrom({ networks }: Pick<Assignment, 'networks'>, address: string | null): boolean {
  return networks.length === 0 || (address !== null && isWithin(address, networks));
}
