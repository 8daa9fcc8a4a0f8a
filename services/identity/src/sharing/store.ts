import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, UnitReach } from '@samplan/kit/access/policy';
import type { PatientFacts } from '../block/store.ts';
import type { SharedOpening, SharingConsent, StepFacts } from './domain.ts';
import type { SharingReaches } from './policy.ts';

type SharingGrant = Grant<keyof SharingReaches, UnitReach>;
type RegisterGrant = Grant<'sharing-consent.register' | 'sharing-inability.register', UnitReach>;

/** A step that was taken. */
export type Step = 'FOUND' | 'SOURCES_SHOWN';

/** Consents to shared documentation, and what is opened by them. Reach: patients that the viewer's unit has a relation to. */
export interface SharingStore {
  /** Consents for the viewer's administration that are not over, by patient; null without a relation. */
  ofPatients(
    grant: Grant<'sharing-consent.read', UnitReach>,
    patientIds: readonly string[],
    access: AccessLog,
    now: Date,
  ): Promise<readonly (readonly SharingConsent[] | null)[]>;
  /** What rules need of a patient; null without a relation. */
  patientFacts(grant: RegisterGrant, patientId: string, access: AccessLog, now: Date): Promise<PatientFacts | null>;
  /**
   * Stores a consent.
   * @returns the consent that says the same and is in force already, if there is one.
   */
  register(grant: RegisterGrant, consent: SharingConsent, access: AccessLog, now: Date): Promise<SharingConsent | null>;
  /**
   * Withdraws a consent for the viewer's administration and closes what was opened by it.
   * @returns ids of the events that everyone must hear; null when there is no such consent in force.
   */
  withdraw(
    grant: Grant<'sharing-consent.withdraw', UnitReach>,
    consentId: string,
    access: AccessLog,
    now: Date,
  ): Promise<readonly string[] | null>;
  /** What is known when the viewer takes a step; null without a relation. */
  stepFacts(
    grant: SharingGrant,
    patientId: string,
    access: AccessLog,
    now: Date,
  ): Promise<Omit<StepFacts, 'isServiceGivenOrInvestigated'> | null>;
  /** Notes that the viewer was shown something, and on which consent. */
  noteStep(
    grant: SharingGrant,
    patientId: string,
    step: Step,
    consent: SharingConsent | null,
    access: AccessLog,
    now: Date,
  ): Promise<void>;
  /**
   * Opens what a care giver has documented, for the viewer.
   * @returns id of the event that everyone must hear; null when the consent was withdrawn meanwhile.
   */
  open(
    grant: Grant<'shared-documentation.open', UnitReach>,
    patientId: string,
    careGiverId: string,
    opening: SharedOpening,
    importance: string,
    access: AccessLog,
    now: Date,
  ): Promise<string | null>;
  /** Deletes consents that ended or were withdrawn before an instant. The log keeps who registered and withdrew them (G-086). */
  purge(endedBefore: Date): Promise<void>;
}
