import type { ActiveAssignment, Role, Viewer } from '@samplan/kit/access/viewer';
import { ok, type Result, refused } from '@samplan/kit/result';
import { addDays, addHours, type Day, startOfStockholmDay, stockholmDay } from '@samplan/kit/time';
import type {
  ConsentGiver,
  ConsentObtained,
  SharingBasis,
  SharingConditionMissing,
  SharingScope,
} from '../generated/resolvers.ts';
import { type ConsentRefusal, conditionMissing, consentRefused } from './problems.ts';

/** A patient's consent to shared documentation, or the inability that stands in its place. */
export interface SharingConsent {
  readonly id: string;
  readonly patientId: string;
  readonly basis: SharingBasis;
  readonly scope: SharingScope;
  /** The care giver or service provider that asked: each board is a controller of its own (e.5 rule 3). */
  readonly administrationId: string;
  readonly registeredByUnitId: string;
  readonly registeredByUserId: string;
  readonly registeredAt: Date;
  readonly validFrom: Date;
  /** First instant without it. */
  readonly endsAt: Date;
  /** The statements of G-082; null of a consent. */
  readonly importance: string | null;
  readonly attitude: string | null;
}

/** Who registers something, for how long, for whom. */
export interface RegistrationFrame {
  readonly id: string;
  readonly patientId: string;
  readonly scope: SharingScope;
  /** First and last day. */
  readonly validFrom: Day;
  readonly validTo: Day;
  /** Of a child, the day of coming of age; null for adults. */
  readonly minorUntil: Day | null;
  readonly viewer: { readonly userId: string; readonly assignment: ActiveAssignment };
}

/** How a consent was given. */
export interface ConsentGiven {
  readonly givenBy: ConsentGiver;
  readonly obtained: ConsentObtained;
  readonly isInformed: boolean;
  readonly childIsMature: boolean;
}

/** Why nobody needs to ask. */
export interface Inability {
  readonly isMoreThanTemporary: boolean;
  readonly importance: string;
  readonly attitude: string;
  readonly noReasonToBelieveOpposition: boolean;
}

/** The longest that a consent holds. */
export const MAX_CONSENT_DAYS = 366;

/**
 * Registers a consent.
 * @returns the consent; or `SharingConsentRefused`: nobody consents in the patient's place, a child only when it is mature enough, and
 * who has not been told what it means has not consented.
 * Source: 2 kap. 3 §, 3 kap. 1–2 §§ lag (2022:913) (G-079, G-080, G-092).
 */
export function registerConsent(
  frame: RegistrationFrame,
  { givenBy, obtained, isInformed, childIsMature }: ConsentGiven,
  now: Date,
): Result<SharingConsent, ConsentRefusal> {
  if (givenBy !== 'PATIENT') return refused(consentRefused('CONSENT_NOT_BY_PATIENT'));
  if (isMinor(frame, now) && !childIsMature) return refused(consentRefused('CONSENT_BY_CHILD'));
  if (!isInformed) return refused(consentRefused('CONSENT_NOT_INFORMED'));
  return ok(recordOf(frame, { basis: obtained, importance: null, attitude: null }, now));
}

/**
 * Registers that the patient is unable to consent, with the three statements of the law.
 * @returns what stands in place of a consent; or `SharingConsentRefused`: the inability is temporary, or the patient may have
 * opposed it, or the patient is a child, whose age is no such inability.
 * Source: 3 kap. 3–4 §§ lag (2022:913) (G-082).
 */
export function registerInability(
  frame: RegistrationFrame,
  { isMoreThanTemporary, importance, attitude, noReasonToBelieveOpposition }: Inability,
  now: Date,
): Result<SharingConsent, ConsentRefusal> {
  if (isMinor(frame, now)) return refused(consentRefused('INABILITY_OF_CHILD'));
  if (!isMoreThanTemporary) return refused(consentRefused('INABILITY_TEMPORARY'));
  if (!noReasonToBelieveOpposition) return refused(consentRefused('OPPOSITION_LIKELY'));
  return ok(recordOf(frame, { basis: 'UNABLE_TO_CONSENT', importance, attitude }, now));
}

function isMinor({ minorUntil }: RegistrationFrame, now: Date): boolean {
  return minorUntil !== null && stockholmDay(now) < minorUntil;
}

function recordOf(
  { id, patientId, scope, validFrom, validTo, viewer }: RegistrationFrame,
  what: Pick<SharingConsent, 'basis' | 'importance' | 'attitude'>,
  now: Date,
): SharingConsent {
  const first = startOfStockholmDay(validFrom);
  return {
    id,
    patientId,
    ...what,
    scope,
    administrationId: viewer.assignment.administrationId,
    registeredByUnitId: viewer.assignment.unitId,
    registeredByUserId: viewer.userId,
    registeredAt: now,
    validFrom: first > now ? first : now,
    endsAt: startOfStockholmDay(addDays(validTo, 1)),
  };
}

/** Somebody who wants to read. */
export type Reader = Pick<Viewer, 'userId'> & { readonly assignment: ActiveAssignment };

/** Does a consent cover somebody at the instant? Withdrawn ones are not asked about. */
export function covers(consent: SharingConsent, { userId, assignment }: Reader, now: Date): boolean {
  if (consent.validFrom > now || consent.endsAt <= now) return false;
  if (consent.administrationId !== assignment.administrationId) return false;
  if (consent.scope === 'ADMINISTRATION') return true;
  if (consent.registeredByUnitId !== assignment.unitId) return false;
  return consent.scope === 'UNIT' || consent.registeredByUserId === userId;
}

/** Do two consents say the same: the same basis for the same people? */
export function isSame(a: SharingConsent, b: SharingConsent): boolean {
  return (
    a.basis === b.basis &&
    a.scope === b.scope &&
    a.administrationId === b.administrationId &&
    (a.scope === 'ADMINISTRATION' || a.registeredByUnitId === b.registeredByUnitId) &&
    (a.scope !== 'USER' || a.registeredByUserId === b.registeredByUserId)
  );
}

/** Of the consents that cover somebody, the one to rest on: the patient's own word first, then the one that holds longest. */
export function consentFor(consents: readonly SharingConsent[], reader: Reader, now: Date): SharingConsent | null {
  const covering = consents.filter((consent) => covers(consent, reader, now));
  const given = covering.filter(({ basis }) => basis !== 'UNABLE_TO_CONSENT');
  const [longest] = (given.length > 0 ? given : covering).toSorted((a, b) => b.endsAt.getTime() - a.endsAt.getTime());
  return longest ?? null;
}

/** Who decides about services, and reads as a service provider rather than as a care giver (3 kap. 2 §). */
const OF_SERVICES: readonly Role[] = ['NEEDS_ASSESSOR', 'CASE_OFFICER', 'SOCIAL_WORKER'];

/** How long a step leads to the next. */
export const STEP_HOURS = 1;

/** What is known when somebody takes a step. */
export interface StepFacts {
  readonly consents: readonly SharingConsent[];
  /** When the viewer was last told that something exists, and shown by whom; null when never. */
  readonly foundAt: Date | null;
  readonly shownAt: Date | null;
  /** Ids of the care givers that have documented something that is not blocked. */
  readonly sources: readonly string[];
  /** What the viewer states: services are given or the need of them is being investigated. */
  readonly isServiceGivenOrInvestigated: boolean;
}

/**
 * May the sources be shown?
 * @returns the consent that it rests on; or `SharingConditionMissing`.
 * Source: 2 kap. 4 §, 3 kap. 1–4 §§ lag (2022:913) (G-080 to G-082).
 */
export function showSources(
  facts: StepFacts,
  reader: Reader,
  now: Date,
): Result<SharingConsent, SharingConditionMissing> {
  if (!isRecent(facts.foundAt, now)) return refused(conditionMissing('SHARING_EXISTENCE_NOT_SHOWN'));
  return basisOf(facts, reader, now);
}

/** What is opened: on which consent, until when. */
export interface SharedOpening {
  readonly consent: SharingConsent;
  readonly until: Date;
}

/** What an installation has decided about shared documentation. */
export interface SharingRules {
  /** How long what was opened stays open, at most. */
  readonly sharedAccessHours: number;
}

/**
 * May what a care giver has documented be opened?
 * @returns the consent and the end: never after the consent's; or `SharingConditionMissing`.
 * Source: 3 kap. 1–4, 7 §§ lag (2022:913) (G-080 to G-082, G-084).
 */
export function openShared(
  facts: StepFacts,
  careGiverId: string,
  reader: Reader,
  { sharedAccessHours }: SharingRules,
  now: Date,
): Result<SharedOpening, SharingConditionMissing> {
  if (!isRecent(facts.shownAt, now)) return refused(conditionMissing('SHARING_SOURCES_NOT_SHOWN'));
  const basis = basisOf(facts, reader, now);
  if (!basis.ok) return basis;
  if (!facts.sources.includes(careGiverId)) return refused(conditionMissing('SHARING_SOURCE_UNKNOWN'));
  const longest = addHours(now, sharedAccessHours);
  const { endsAt } = basis.value;
  return ok({ consent: basis.value, until: endsAt < longest ? endsAt : longest });
}

function basisOf(facts: StepFacts, reader: Reader, now: Date): Result<SharingConsent, SharingConditionMissing> {
  const consent = consentFor(facts.consents, reader, now);
  if (!consent) return refused(conditionMissing('SHARING_CONSENT_MISSING'));
  const isOfServices = OF_SERVICES.includes(reader.assignment.role);
  if (isOfServices && !facts.isServiceGivenOrInvestigated) return refused(conditionMissing('SHARING_SERVICES_MISSING'));
  return ok(consent);
}

function isRecent(at: Date | null, now: Date): boolean {
  return at !== null && addHours(at, STEP_HOURS) > now;
}
