import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { CareContactKind } from '../generated/resolvers.ts';
import type { CareReach } from '../reach.ts';
import type { CareContact } from './domain.ts';

export type { CareContact };

/** Who is appointed as contact. */
export interface Appointment {
  readonly patientId: string;
  readonly kind: CareContactKind;
  readonly person: { readonly name: string; readonly role: string };
}

/** The fixed contacts of patients. */
export interface CareContactStore {
  /** By patient, in the order asked for, the region's first; the patients have been found in reach. Not of blocked units. */
  ofPatients(
    grant: Grant<'patient.read', CareReach>,
    patientIds: readonly string[],
  ): Promise<readonly (readonly CareContact[])[]>;
  /** Units that should have appointed a contact and have not (G-007), by episode; the episodes have been found in reach. */
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
}
