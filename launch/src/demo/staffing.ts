import type { Role, UnitKind } from '@samplan/kit/access/viewer';
import type { PlacedUnit } from '@samplan/organisation/tree/file';

/** Municipalities with somebody in every role. */
const LARGE: ReadonlySet<string> = new Set(['sundsvall', 'ornskoldsvik', 'katrineholm']);

const LICENSED: readonly Role[] = ['NURSE', 'DISTRICT_NURSE', 'OCCUPATIONAL_THERAPIST', 'PHYSIOTHERAPIST'];

const WARD: readonly Role[] = ['NURSE', 'NURSE', 'DISCHARGE_COORDINATOR', 'PHYSICIAN', 'UNIT_MANAGER'];

/** Who works at a unit of a kind, in every municipality and region. A role that stands twice has two people. */
const EVERYWHERE: Readonly<Record<UnitKind, readonly Role[]>> = {
  ORGANISATIONAL: [],
  INPATIENT_SOMATIC: WARD,
  INPATIENT_PSYCHIATRIC: WARD,
  HEALTH_CENTRE: ['NURSE', 'DISTRICT_NURSE', 'UNIT_MANAGER'],
  PSYCHIATRIC_OUTPATIENT: ['NURSE', 'DISCHARGE_COORDINATOR'],
  ASSESSMENT: ['NEEDS_ASSESSOR', 'NEEDS_ASSESSOR', 'CASE_OFFICER', 'UNIT_MANAGER'],
  HOME_HEALTH: LICENSED,
  // Planners and managers see no messages (e.1); the nurse does.
  HOME_CARE: ['NURSE', 'PLANNER', 'UNIT_MANAGER'],
  RESIDENCE: ['NURSE', 'UNIT_MANAGER'],
  SOCIAL_SERVICES: ['SOCIAL_WORKER', 'CASE_OFFICER', 'UNIT_MANAGER', 'SUPER_USER'],
  STUDENT_HEALTH: ['UNIT_MANAGER', 'SCHOOL_NURSE', 'COUNSELLOR'],
  SCHOOL: ['SCHOOL_PRINCIPAL', 'APPOINTED_STAFF'],
};

/** Who works there beside them in the large municipalities. */
const IN_LARGE: Partial<Readonly<Record<UnitKind, readonly Role[]>>> = {
  SOCIAL_SERVICES: [...LICENSED, 'NEEDS_ASSESSOR', 'ADMINISTRATOR'],
  STUDENT_HEALTH: ['SCHOOL_PHYSICIAN', 'SPECIAL_NEEDS_TEACHER', 'PSYCHOLOGIST', 'SPEECH_THERAPIST'],
};

/** Who works at the top of an administration. */
const LEADING: Readonly<Record<PlacedUnit['administration'], readonly Role[]>> = {
  REGION: ['OPERATIONS_MANAGER', 'ADMINISTRATOR', 'SYSTEM_MANAGER', 'SUPER_USER'],
  VOF: ['OPERATIONS_MANAGER', 'ADMINISTRATOR', 'SYSTEM_MANAGER', 'RESIDENCE_COORDINATOR', 'SUPER_USER'],
  SOC: ['DEPARTMENT_HEAD', 'ADMINISTRATOR', 'SYSTEM_MANAGER'],
  BIF: ['OPERATIONS_MANAGER', 'ADMINISTRATOR', 'SYSTEM_MANAGER', 'SUPER_USER'],
};

/**
 * The roles at a unit, one person each.
 * @param principal - short name of the region or municipality.
 */
export function rolesAt({ administration, kind, name }: PlacedUnit, principal: string): readonly Role[] {
  if (kind === 'ORGANISATIONAL') return /, (ledning|förvaltning)$/.test(name) ? LEADING[administration] : [];
  return [...EVERYWHERE[kind], ...(LARGE.has(principal) ? (IN_LARGE[kind] ?? []) : [])];
}
