import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { FirstResult, Repeatable } from '@samplan/kit/db/idempotency';
import type { IdentityNumber } from '@samplan/kit/person/identity-number';
import type { EventData } from '@samplan/schema/events/contract';
import type { identityProtectionChanged } from '@samplan/schema/events/reach';
import type { CareReach } from '../reach.ts';

/** A postal address in Sweden. */
export interface Address {
  readonly street: string;
  /** Five digits. */
  readonly postalCode: string;
  readonly city: string;
}

/** How a patient's identity is protected, as far as it is marked (G-090). */
export type ProtectionLevel = EventData<typeof identityProtectionChanged>['level'];

/** A person who is registered as patient. */
export interface NewPatient {
  readonly id: string;
  readonly identityKind: IdentityNumber['kind'];
  /** Twelve digits. */
  readonly personalIdentityNumber: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly registeredAddress: Address;
  readonly municipalityCode: string;
}

/** The person that care is planned for, as a viewer may see them. */
export interface Patient extends Omit<NewPatient, 'registeredAddress'> {
  /** Null while the identity is protected. */
  readonly registeredAddress: Address | null;
  /** A warning. Null for most. */
  readonly protection: ProtectionLevel | null;
}

/** What registering came to. */
export type Registration =
  | Exclude<FirstResult, { kind: 'FIRST' }>
  | { readonly kind: 'REGISTERED' }
  | { readonly kind: 'EXISTS' };

/** The patients. Reach: those that the viewer's unit has a relation to (G-070). */
export interface PatientStore {
  /** By id, in the order asked for; null out of reach. */
  find(
    grant: Grant<
      | 'patient.read'
      | 'attachment.upload'
      | 'care-contact.confirm'
      | 'episode.admit'
      | 'message.send'
      | 'care-request.send'
      | 'message-to-care.send',
      CareReach
    >,
    ids: readonly string[],
    access: AccessLog,
    now: Date,
  ): Promise<readonly (Patient | null)[]>;
  /** Finds a patient by number and gives the viewer's unit a relation until the given instant. */
  lookUp(
    grant: Grant<'patient.look-up', CareReach>,
    number: IdentityNumber,
    relationUntil: Date,
    access: AccessLog,
    now: Date,
  ): Promise<Patient | null>;
  /** Stores a new patient, with a relation for the viewer's unit until the given instant. */
  register(
    grant: Grant<'patient.register', CareReach>,
    patient: NewPatient,
    request: Repeatable,
    relationUntil: Date,
    access: AccessLog,
    now: Date,
  ): Promise<Registration>;
  /** Is a psychiatric outpatient unit set on the patient (F-235)? */
  hasPsychiatricOutpatientUnit(patientId: string): Promise<boolean>;
}
