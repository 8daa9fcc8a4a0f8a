import type { AdministrationKind, Role } from '@samplan/kit/access/viewer';
import { ok, type Result, refused } from '@samplan/kit/result';
import type { Day } from '@samplan/kit/time';
import type { Channel, ConnectedSystems } from '../connected/domain.ts';
import type { AccessOrderIncomplete, OrderOutOfScope } from '../generated/resolvers.ts';
import type { OrderKind } from './domain.ts';
import { mayOrderFor, type OrdererReach } from './policy.ts';
import type { Wanted } from './steps.ts';

/** An order as it was written, before anything is checked. */
export interface Draft {
  readonly kind: OrderKind;
  readonly channel: Channel;
  readonly confirmationEmail: string;
  readonly unitId: string | null;
  readonly toUnitId: string | null;
  readonly userId: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly email: string | null;
  /** Twelve digits, checked. */
  readonly personalIdentityNumber: string | null;
  /** Whose card signs in to a new account (G-130). */
  readonly hsaId: string | null;
  readonly role: Role | null;
  readonly employment: 'PERMANENT' | 'TEMPORARY' | null;
  readonly validTo: Day | null;
  readonly endsOn: Day | null;
  readonly assignmentId: string | null;
  readonly subcontractor: string | null;
  /** By which access goes on after the unit is closed (F-122). */
  readonly agreement: string | null;
  readonly entitlements: readonly Wanted[];
}

type Field = Exclude<keyof Draft, 'kind' | 'channel'>;

/** A unit as far as orders need to know it. */
export interface OrderUnit {
  readonly unitId: string;
  readonly administrationId: string;
  readonly isActive: boolean;
}

/** A role that the person holds now. */
export interface HeldAssignment extends OrderUnit {
  readonly id: string;
  readonly role: Role;
}

/** What an order is checked against. */
export interface PlacingFacts {
  readonly unit: OrderUnit | null;
  readonly toUnit: OrderUnit | null;
  /** Current assignments of the person; null when there is no such account in the orderer's region or municipality. */
  readonly held: readonly HeldAssignment[] | null;
  readonly today: Day;
  readonly connected: ConnectedSystems;
}

/** Whose assignments an order can concern. */
export interface PlacingFactsOfPeople {
  readonly held: readonly HeldAssignment[] | null;
  readonly ofSubcontractor: readonly HeldAssignment[];
}

/** What each kind must state (F-021, F-032, F-042, F-172, F-402, F-407, F-408). */
const NEEDED: Readonly<Record<OrderKind, readonly Field[]>> = {
  NEW_EMPLOYMENT: ['givenName', 'familyName', 'role', 'employment'],
  SUBCONTRACTOR: ['subcontractor'],
  CHANGE: ['userId'],
  END: ['userId'],
  CERTIFICATE: ['userId', 'email'],
  MOVE: ['userId', 'assignmentId', 'toUnitId'],
  HAND_OVER: ['toUnitId'],
};

/** What each administration demands beside it: the unit in social services (F-032) and education (F-042). */
const NEEDED_BY: Readonly<Record<AdministrationKind, readonly Field[]>> = {
  REGION: [],
  VOF: [],
  SOC: ['unitId'],
  BIF: ['unitId'],
};

const LABELS: Readonly<Record<Field, readonly [code: string, what: string]>> = {
  confirmationEmail: ['CONFIRMATION_EMAIL_MISSING', 'e-postadress för bekräftelsen'],
  unitId: ['UNIT_MISSING', 'enhet'],
  toUnitId: ['TO_UNIT_MISSING', 'den nya enheten'],
  userId: ['USER_MISSING', 'vem det gäller'],
  givenName: ['GIVEN_NAME_MISSING', 'förnamn'],
  familyName: ['FAMILY_NAME_MISSING', 'efternamn'],
  email: ['EMAIL_MISSING', 'användarens e-postadress, dit anvisningen skickas'],
  personalIdentityNumber: ['IDENTITY_NUMBER_MISSING', 'personnummer med tolv siffror, som är användar-id i systemet'],
  hsaId: ['HSA_ID_MISSING', 'HSA-id'],
  role: ['ROLE_MISSING', 'roll'],
  employment: ['EMPLOYMENT_MISSING', 'om anställningen gäller tills vidare eller för viss tid'],
  validTo: ['VALID_TO_MISSING', 'sista dag för den som är visstidsanställd'],
  endsOn: ['ENDS_ON_MISSING', 'sista dag'],
  assignmentId: ['ASSIGNMENT_MISSING', 'vilket uppdrag det gäller'],
  agreement: ['AGREEMENT_MISSING', 'överenskommelsen'],
  subcontractor: ['SUBCONTRACTOR_MISSING', 'underleverantörens namn'],
  entitlements: ['ENTITLEMENTS_MISSING', 'roll eller minst en behörighet i ett anslutet system'],
};

interface Fault {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** Is the order about a person without an account? */
export function isOfNewPerson({ kind, givenName, familyName, role }: Draft): boolean {
  return (
    kind === 'NEW_EMPLOYMENT' || (kind === 'SUBCONTRACTOR' && [givenName, familyName, role].some((v) => v !== null))
  );
}

/** Everything that is missing in an order or does not fit together; empty for a whole one. */
export function faultsOf(
  draft: Draft,
  administration: AdministrationKind,
  facts: Pick<PlacingFacts, 'today' | 'connected'>,
): readonly Fault[] {
  const needed = new Set<Field>([...NEEDED[draft.kind], ...NEEDED_BY[administration]]);
  if (draft.kind === 'END' && draft.subcontractor !== null) needed.delete('userId'); // everyone of the subcontractor (F-173)
  if (isOfNewPerson(draft)) for (const field of NEEDED.NEW_EMPLOYMENT) needed.add(field);
  if (draft.kind === 'CHANGE' && !changesSomething(draft)) needed.add('entitlements');
  if (draft.agreement !== null) for (const field of ['assignmentId', 'validTo'] as const) needed.add(field); // F-122
  if (draft.employment === 'TEMPORARY') needed.add('validTo'); // B-14
  const wanted = new Set(draft.entitlements.map(({ system }) => system));
  const systems = facts.connected.systems.filter(({ code }) => wanted.has(code));
  if (draft.kind !== 'END' && systems.some(({ userIdIsIdentityNumber }) => userIdIsIdentityNumber)) {
    needed.add('personalIdentityNumber'); // F-405
  }
  if (systems.some(({ credentials }) => credentials?.to === 'USER') && draft.kind !== 'END') needed.add('email'); // F-407
  return [...[...needed].filter((field) => isEmpty(draft[field])).map(missing), ...misfits(draft, facts)];
}

/** Another role, a new last day of an assignment (F-122), or access in connected systems. */
function changesSomething({ role, assignmentId, validTo, agreement, entitlements }: Draft): boolean {
  return role !== null || agreement !== null || (assignmentId !== null && validTo !== null) || entitlements.length > 0;
}

function isEmpty(value: Draft[Field]): boolean {
  return value === null || value.length === 0;
}

function missing(field: Field): Fault {
  const [code, what] = LABELS[field];
  return { field: `input.${field}`, code, message: `Ange ${what}.` };
}

function misfits(draft: Draft, { today, connected }: Pick<PlacingFacts, 'today' | 'connected'>): readonly Fault[] {
  const { kind, role, employment, validTo, endsOn, agreement, hsaId, entitlements } = draft;
  const faults: Fault[] = [];
  const add = (field: string, code: string, message: string): void => void faults.push({ field, code, message });
  if (validTo !== null && validTo < today) add('input.validTo', 'VALID_TO_PAST', 'Sista dagen har redan varit.');
  if (validTo !== null && employment === 'PERMANENT') {
    add('input.validTo', 'VALID_TO_OF_PERMANENT', 'Den som är tillsvidareanställd har ingen sista dag. Ta bort den.');
  }
  if (agreement !== null && (kind !== 'CHANGE' || role !== null)) {
    add(
      'input.agreement',
      'AGREEMENT_NOT_HERE',
      'En överenskommelse förlänger ett uppdrag som finns. Ange kind CHANGE utan roll, eller ta bort den.',
    );
  }
  if (hsaId !== null && !isOfNewPerson(draft)) {
    add('input.hsaId', 'HSA_ID_NOT_HERE', 'HSA-id anges bara för en ny användare. Ta bort det.');
  }
  if (endsOn !== null && endsOn < today) add('input.endsOn', 'ENDS_ON_PAST', 'Sista dagen har redan varit.');
  return [...faults, ...unknownEntitlements(entitlements, connected)];
}

function unknownEntitlements(entitlements: Draft['entitlements'], connected: ConnectedSystems): readonly Fault[] {
  const faults: Fault[] = [];
  const add = (field: string, code: string, message: string): void => void faults.push({ field, code, message });
  for (const [i, { system, entitlement }] of entitlements.entries()) {
    const known = connected.systems.find(({ code }) => code === system);
    if (!known) add(`input.entitlements.${i}.system`, 'SYSTEM_UNKNOWN', 'Systemet finns inte bland de anslutna.');
    else if (!known.entitlements.some(({ code }) => code === entitlement)) {
      add(`input.entitlements.${i}.entitlement`, 'ENTITLEMENT_UNKNOWN', 'Behörigheten finns inte i systemet.');
    }
  }
  return faults;
}

/**
 * Checks an order: whole, and within what the orderer may order (F-023, F-024, F-035, F-043, F-044).
 * @returns the unit that the order is about; or every fault; or the field that is out of scope.
 */
export function checkDraft(
  draft: Draft,
  reach: OrdererReach,
  facts: PlacingFacts,
): Result<OrderUnit, AccessOrderIncomplete | OrderOutOfScope> {
  const faults = faultsOf(draft, reach.administrationKind, facts);
  if (faults.length > 0) return refused(incomplete(faults));
  const outside = firstOutside(draft, reach, facts);
  if (outside || !facts.unit) return refused(outOfScope(outside ?? 'unitId'));
  return ok(facts.unit);
}

/** What the order ends, replaces or moves: what it names, or at an end everything that the orderer orders for. */
export function concerned(draft: Draft, reach: OrdererReach, facts: PlacingFactsOfPeople): readonly string[] {
  if (draft.assignmentId !== null) return [draft.assignmentId];
  if (draft.kind !== 'END') return [];
  return [...(facts.held ?? []), ...facts.ofSubcontractor]
    .filter((assignment) => mayOrderFor(reach, assignment.role, assignment))
    .map(({ id }) => id);
}

function firstOutside(draft: Draft, reach: OrdererReach, { unit, toUnit, held }: PlacingFacts): Field | null {
  if (!unit || !isOpen(draft, unit) || !isOwn(reach, unit)) return 'unitId';
  if (draft.toUnitId !== null && !fitsAsNewUnit(draft, toUnit, reach)) return 'toUnitId';
  if (draft.role !== null && !mayOrderFor(reach, draft.role, unit)) return 'role';
  if (draft.userId === null) return null;
  if (draft.userId === reach.userId || held === null) return 'userId'; // never for oneself
  const ordered = held.filter((assignment) => mayOrderFor(reach, assignment.role, assignment));
  if (draft.assignmentId !== null) {
    return ordered.some(({ id }) => id === draft.assignmentId) ? null : 'assignmentId';
  }
  // A new role for somebody of another unit is a change too; whatever touches what a person has, demands that one orders for it.
  return ordered.length > 0 || (draft.kind === 'CHANGE' && draft.role !== null) ? null : 'userId';
}

/** At a unit that is closed nothing is ordered but what goes on by agreement (F-122). */
function isOpen({ agreement }: Draft, { isActive }: OrderUnit): boolean {
  return isActive || agreement !== null;
}

/** The own unit; for those who order within the administration any unit of it. */
function isOwn(reach: OrdererReach, unit: OrderUnit): boolean {
  if (unit.administrationId !== reach.administrationId) return false;
  return unit.unitId === reach.unitId || reach.rules.some(({ scope }) => scope === 'ADMINISTRATION');
}

/** One moves within the provider (F-408); a unit can be handed over to anybody known but itself. */
function fitsAsNewUnit({ kind, unitId }: Draft, toUnit: OrderUnit | null, reach: OrdererReach): boolean {
  if (!toUnit?.isActive || toUnit.unitId === (unitId ?? reach.unitId)) return false;
  return kind === 'HAND_OVER' || toUnit.administrationId === reach.administrationId;
}

function incomplete(faults: readonly Fault[]): AccessOrderIncomplete {
  return {
    __typename: 'AccessOrderIncomplete',
    code: 'ACCESS_ORDER_INCOMPLETE',
    message: `Beställningen är inte komplett. ${faults.map((fault) => fault.message).join(' ')}`,
    faults: [...faults],
  };
}

const OUTSIDE: Readonly<Partial<Record<Field, string>>> = {
  unitId: 'Du beställer bara för din egen enhet eller förvaltning. Byt enhet eller låt den som ansvarar där beställa.',
  toUnitId: 'Den nya enheten finns inte eller hör inte till samma utförare. Välj en annan enhet.',
  role: 'Din roll beställer inte den behörigheten. Låt den chef som ansvarar för rollen beställa.',
  assignmentId: 'Uppdraget finns inte bland dem som du beställer för. Läs in personens uppdrag på nytt.',
};

function outOfScope(field: Field): OrderOutOfScope {
  return {
    __typename: 'OrderOutOfScope',
    code: 'ACCESS_ORDER_OUT_OF_SCOPE',
    message:
      OUTSIDE[field] ?? 'Du beställer inte för den personen, och aldrig för dig själv. Låt ansvarig chef beställa.',
    field: `input.${field}`,
  };
}
