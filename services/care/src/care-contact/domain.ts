import type { AdministrationKind } from '@samplan/kit/access/viewer';
import { ok, type Result, refused } from '@samplan/kit/result';
import type { CareContactKind, CareContactState } from '../generated/resolvers.ts';
import { type CareContactNotAppointed, type ChangedMeanwhile, changedMeanwhile, notAppointed } from './problems.ts';

/** Who is a contact. */
export interface ContactPerson {
  readonly name: string;
  readonly role: string;
}

/** That a contact was ended. */
export interface ContactEnding {
  readonly at: Date;
  readonly byUserId: string;
  readonly reason: string;
}

/** An appointment or an ending, as it was recorded. */
export interface ContactStep {
  readonly patientId: string;
  readonly unitId: string;
  /** From 1, in order. */
  readonly version: number;
  /** Who was appointed, or is no longer. */
  readonly person: ContactPerson;
  readonly at: Date;
  readonly byUserId: string;
  /** Why it was ended; null for an appointment. */
  readonly endedReason: string | null;
}

/** A unit's fixed contact for a patient, appointed or awaited. */
export interface CareContact {
  readonly patientId: string;
  readonly unitId: string;
  readonly kind: CareContactKind;
  /** Who is appointed; null while the unit is known by the patient's listing only (F-227), and after an ending. */
  readonly person: ContactPerson | null;
  readonly confirmedAt: Date | null;
  readonly confirmedByUserId: string | null;
  /** Null unless it was ended last. */
  readonly ending: ContactEnding | null;
  /** 0 until somebody has been appointed. */
  readonly version: number;
}

/** Whether somebody is the contact. */
export function contactStateOf({ person, ending }: Pick<CareContact, 'person' | 'ending'>): CareContactState {
  if (person) return 'CONFIRMED';
  return ending ? 'ENDED' : 'UNCONFIRMED';
}

/**
 * Who is to be ended as contact.
 * @param latest - the unit's latest step about the patient; null when there is none.
 * @param version - of the contact as last read.
 * @returns the person; or `ChangedMeanwhile`, or `CareContactNotAppointed`, when nobody is appointed.
 */
export function toEnd(
  latest: ContactStep | null,
  version: number,
): Result<ContactPerson, ChangedMeanwhile | CareContactNotAppointed> {
  if ((latest?.version ?? 0) !== version) return refused(changedMeanwhile());
  return latest && latest.endedReason === null ? ok(latest.person) : refused(notAppointed());
}

/** Which contact the people of an administration appoint: the region its fixed care contact, the municipality its own. */
export function contactKindOf(administration: AdministrationKind): CareContactKind {
  return administration === 'REGION' ? 'FIXED_CARE_CONTACT' : 'MUNICIPAL_CONTACT';
}
