import type { AdministrationKind } from '@samplan/kit/access/viewer';
import type { CareContactKind } from '../generated/resolvers.ts';

/** A unit's fixed contact for a patient, appointed or awaited. */
export interface CareContact {
  readonly patientId: string;
  readonly unitId: string;
  readonly kind: CareContactKind;
  /** Who is appointed; null while the unit is known by the patient's listing only (F-227). */
  readonly person: { readonly name: string; readonly role: string } | null;
  readonly confirmedAt: Date | null;
  readonly confirmedByUserId: string | null;
  /** 0 until somebody is appointed. */
  readonly version: number;
}

/** Which contact the people of an administration appoint: the region its fixed care contact, the municipality its own. */
export function contactKindOf(administration: AdministrationKind): CareContactKind {
  return administration === 'REGION' ? 'FIXED_CARE_CONTACT' : 'MUNICIPAL_CONTACT';
}
