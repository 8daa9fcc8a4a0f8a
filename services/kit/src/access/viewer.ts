import type { Proof } from './assurance.ts';
import type { Capability } from './capability.ts';

/** Administration kinds: the owners of parts of the schema. */
export const ADMINISTRATION_KINDS = ['REGION', 'VOF', 'SOC', 'BIF'] as const;
/** One of {@link ADMINISTRATION_KINDS}. */
export type AdministrationKind = (typeof ADMINISTRATION_KINDS)[number];

/** Kinds of unit, as in SDL. */
export const UNIT_KINDS = [
  'ORGANISATIONAL',
  'INPATIENT_SOMATIC',
  'INPATIENT_PSYCHIATRIC',
  'HEALTH_CENTRE',
  'PSYCHIATRIC_OUTPATIENT',
  'ASSESSMENT',
  'HOME_HEALTH',
  'HOME_CARE',
  'RESIDENCE',
  'SOCIAL_SERVICES',
  'SCHOOL',
  'STUDENT_HEALTH',
] as const;
/** One of {@link UNIT_KINDS}. */
export type UnitKind = (typeof UNIT_KINDS)[number];

/** Roles, as in SDL. */
export const ROLES = [
  'ADMINISTRATOR',
  'APPOINTED_STAFF',
  'CASE_OFFICER',
  'COUNSELLOR',
  'DEPARTMENT_HEAD',
  'DISCHARGE_COORDINATOR',
  'DISTRICT_NURSE',
  'NEEDS_ASSESSOR',
  'NURSE',
  'OCCUPATIONAL_THERAPIST',
  'OPERATIONS_MANAGER',
  'PHYSICIAN',
  'PHYSIOTHERAPIST',
  'PLANNER',
  'PSYCHOLOGIST',
  'RESIDENCE_COORDINATOR',
  'SCHOOL_NURSE',
  'SCHOOL_PHYSICIAN',
  'SCHOOL_PRINCIPAL',
  'SERVICE_ACCOUNT',
  'SOCIAL_WORKER',
  'SPECIAL_NEEDS_TEACHER',
  'SPEECH_THERAPIST',
  'SUPER_USER',
  'SYSTEM_MANAGER',
  'UNIT_MANAGER',
] as const;
/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** The unit and role that a session works in (sv. medarbetaruppdrag). */
export interface ActiveAssignment {
  readonly id: string;
  readonly role: Role;
  readonly unitId: string;
  readonly unitKind: UnitKind;
  readonly administrationId: string;
  readonly administrationKind: AdministrationKind;
  /** The region or municipality. */
  readonly principalId: string;
}

/** Who asks, as the access token says. */
export interface Viewer {
  readonly userId: string;
  readonly sessionId: string;
  /** Null until the user has chosen one. */
  readonly assignment: ActiveAssignment | null;
  readonly capabilities: ReadonlySet<Capability>;
  readonly proof: Proof;
  /** Networks that the token works from, where it is bound to some. */
  readonly networks?: readonly string[];
}

/** A viewer who has chosen where to work. */
export interface AssignedViewer extends Viewer {
  readonly assignment: ActiveAssignment;
}

/** Has the viewer chosen an assignment? */
export function isAssigned(viewer: Viewer | null): viewer is AssignedViewer {
  return viewer !== null && viewer.assignment !== null;
}
