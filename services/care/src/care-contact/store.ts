import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { Result } from '@samplan/kit/result';
import type { CareContactKind } from '../generated/resolvers.ts';
import type { CareReach } from '../reach.ts';
import type { CareContact, ContactEnding, ContactPerson, ContactStep } from './domain.ts';
import type { CareContactNotAppointed, ChangedMeanwhile } from './problems.ts';

export type { CareContact, ContactEnding, ContactStep };

/** Who is appointed as contact. */
export interface Appointment {
  readonly patientId: string;
  readonly kind: CareContactKind;
  readonly person: ContactPerson;
}

/** The fixed contacts of patients. */
export interface CareContactStore {
  /** By patient, in the order asked for, the region's first; the patients have been found in reach. Not of blocked units. */
  ofPatients(
    grant: Grant<'patient.read', CareReach>,
    patientIds: readonly string[],
  ): Promise<readonly (readonly CareContact[])[]>;
  /** Units that should have a contact and have none (G-007), by episode; the episodes have been found in reach. */
  missingIn(episodeIds: readonly string[]): Promise<readonly (readonly string[])[]>;
  /**
   * Appoints a contact at the viewer's unit.
   * @param version - of the contact that it follows; 0 for the first.
   * @returns the contact; or null, when somebody else was first.
   */
  confirm(
    grant: Grant<'care-contact.confirm', CareReach>,
    appointment: Appointment,
    version: number,
    access: AccessLog,
    now: Date,
  ): Promise<CareContact | null>;
  /**
   * Ends the contact of the viewer's unit.
   * @param version - of the contact as last read.
   */
  end(
    grant: Grant<'care-contact.confirm', CareReach>,
    patientId: string,
    version: number,
    reason: string,
    access: AccessLog,
    now: Date,
  ): Promise<Result<CareContact, ChangedMeanwhile | CareContactNotAppointed>>;
  /** Every step by patient, latest first. Only of contacts that were found in reach may it be shown. */
  history(patientIds: readonly string[]): Promise<readonly (readonly ContactStep[])[]>;
}
