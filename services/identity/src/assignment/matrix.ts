import type { Capability } from '@samplan/kit/access/capability';
import { ADMINISTRATION_KINDS, type AdministrationKind, type Role, type UnitKind } from '@samplan/kit/access/viewer';

/** One row of the permission matrix (domain.md e): what roles may do in an administration of a kind. */
export interface MatrixRow {
  readonly administration: AdministrationKind;
  readonly roles: readonly Role[];
  /**
   * Where the row holds. `OPERATIVE`: every unit but the organisational levels, from which functions for patients are not seen
   * (F-277). `ANY`: everywhere.
   */
  readonly at: readonly UnitKind[] | 'OPERATIVE' | 'ANY';
  readonly may: readonly Capability[];
  /** Rules that the row comes from. */
  readonly source: string;
}

/** To see the cases of the own unit and answer what comes to it. */
const TAKES_PART = [
  'patient.read',
  'episode.read',
  'message.acknowledge',
  'message.forward',
  'extra-message.send',
] as const satisfies readonly Capability[];

/** To register patients and link them to units (F-225). */
const REGISTERS = [
  'patient.look-up',
  'patient.register',
  'patient-addressing.edit',
  'recipients.preview',
] as const satisfies readonly Capability[];

const SIP_ANSWERS = ['patient.read', 'sip.read', 'sip.answer'] as const satisfies readonly Capability[];
const SIP_STARTS = [...SIP_ANSWERS, 'sip.initiate'] as const satisfies readonly Capability[];

/** To register blocks and have them lifted: whoever meets the patient in the care (G-077, G-078). */
const BLOCKS = ['block.register', 'block.lift'] as const satisfies readonly Capability[];

/** To read what other care givers have documented, with the patient's consent (G-080, G-092). */
const SHARES = ['sharing-consent.register', 'shared-documentation.open'] as const satisfies readonly Capability[];

const WARDS = ['INPATIENT_SOMATIC', 'INPATIENT_PSYCHIATRIC'] as const satisfies readonly UnitKind[];

/** What a ward does with its episodes (e.2). It acknowledges what others send to it, never its own notices. */
const RUNS_EPISODES = [
  ...TAKES_PART,
  ...SIP_STARTS,
  'patient.look-up',
  'patient.register',
  'recipients.preview',
  'episode.admit',
  'discharge-ready.report',
  'discharge.report',
  'episode.close',
  'planning-basis.answer',
] as const satisfies readonly Capability[];

/** What region outpatient care does (e.2). */
const OUTPATIENT = [
  ...TAKES_PART,
  ...SIP_STARTS,
  'patient.look-up',
  'planning-basis.answer',
] as const satisfies readonly Capability[];

/**
 * The whole permission matrix. Where the seeds leave a cell open ("?") the answer is no, until a region decides otherwise (K7).
 */
export const MATRIX: readonly MatrixRow[] = [
  // Every administration (e.4)
  ...ADMINISTRATION_KINDS.map((administration) => ({
    administration,
    roles: ['SUPER_USER', 'SYSTEM_MANAGER'] as const,
    at: 'ANY' as const,
    may: ['access-step.complete'] as const,
    source: 'F-404, F-408, F-409: steps of orders in connected systems, those that name the role',
  })),
  ...(['REGION', 'VOF'] as const).map((administration) => ({
    administration,
    roles: ['ADMINISTRATOR', 'SYSTEM_MANAGER'] as const,
    at: 'ANY' as const,
    may: ['transition.follow-up'] as const,
    source: 'F-208, F-210: what is left before the older system is closed; education has no part in it (F-006)',
  })),
  {
    administration: 'SOC',
    roles: ['ADMINISTRATOR'],
    at: 'ANY',
    may: ['transition.follow-up'],
    source: 'F-208, F-210; the system manager there follows nothing up (F-019, F-020)',
  },

  // Region (e.2)
  {
    administration: 'REGION',
    roles: ['NURSE', 'DISCHARGE_COORDINATOR'],
    at: WARDS,
    may: RUNS_EPISODES,
    source: 'F-230 to F-236, F-250; SIP because wards are coordination-responsible in F-212',
  },
  {
    administration: 'REGION',
    roles: ['NURSE', 'DISCHARGE_COORDINATOR'],
    at: ['INPATIENT_PSYCHIATRIC'],
    may: ['patient-addressing.edit'],
    source: 'F-235: sets the psychiatric outpatient unit before admission',
  },
  {
    administration: 'REGION',
    roles: ['PHYSICIAN'],
    at: WARDS,
    may: ['patient.read', 'episode.read', 'discharge-ready.report'],
    source: 'G-001, G-009: the treating physician judges',
  },
  {
    administration: 'REGION',
    roles: ['NURSE', 'DISTRICT_NURSE'],
    at: ['HEALTH_CENTRE'],
    may: [...OUTPATIENT, 'care-contact.confirm'],
    source: 'F-240',
  },
  {
    administration: 'REGION',
    roles: ['NURSE', 'DISCHARGE_COORDINATOR'],
    at: ['PSYCHIATRIC_OUTPATIENT'],
    may: [...OUTPATIENT, 'patient-addressing.edit', 'care-contact.confirm'],
    source: 'F-241; the act demands a fixed care contact of it too (G-007)',
  },
  {
    administration: 'REGION',
    roles: ['UNIT_MANAGER', 'OPERATIONS_MANAGER'],
    at: 'ANY',
    may: ['access.order', 'own-contact.edit'],
    source: 'F-024, F-023 by analogy',
  },
  {
    administration: 'REGION',
    roles: ['ADMINISTRATOR'],
    at: 'ANY',
    may: [
      'access.grant',
      'help.answer',
      'message.acknowledge-on-behalf',
      'message.oversee',
      'message.reroute',
      'own-contact.edit',
    ],
    source: 'F-012, F-013, B-01',
  },
  { administration: 'REGION', roles: ['SUPER_USER'], at: 'ANY', may: ['message.oversee'], source: 'B-01' },
  {
    administration: 'REGION',
    roles: ['SYSTEM_MANAGER'],
    at: 'ANY',
    may: [
      'access.grant',
      'help.answer',
      'message.acknowledge-on-behalf',
      'message.oversee',
      'organisation.edit',
      'log.review',
      'outage.set',
      'read-mode.set',
      'planning-questions.publish',
      'service-account.grant',
      'statistics.read',
      'own-contact.edit',
    ],
    source: 'F-261, F-206, F-212, e.2 local and central management; F-244',
  },
  {
    administration: 'REGION',
    roles: ['NURSE', 'DISTRICT_NURSE', 'DISCHARGE_COORDINATOR', 'PHYSICIAN'],
    at: 'ANY',
    may: ['own-contact.edit'],
    source: 'F-028 by analogy',
  },

  {
    administration: 'REGION',
    roles: ['NURSE', 'PHYSICIAN'],
    at: WARDS,
    may: [...BLOCKS, ...SHARES, 'emergency.open'],
    source: 'G-077, G-078, G-080, G-083: licensed health care staff',
  },
  {
    administration: 'REGION',
    roles: ['NURSE', 'DISTRICT_NURSE'],
    at: ['HEALTH_CENTRE'],
    may: [...BLOCKS, ...SHARES, 'emergency.open', 'identity-protection.mark'],
    source: 'G-077, G-078, G-080, G-083, G-090',
  },
  {
    administration: 'REGION',
    roles: ['NURSE'],
    at: ['PSYCHIATRIC_OUTPATIENT'],
    may: ['emergency.open'],
    source: 'G-083: licensed health care staff',
  },
  {
    administration: 'REGION',
    roles: ['NURSE', 'DISCHARGE_COORDINATOR'],
    at: [...WARDS, 'PSYCHIATRIC_OUTPATIENT'],
    may: [...BLOCKS, ...SHARES, 'identity-protection.mark'],
    source: 'G-077, G-078, G-080, G-090',
  },
  {
    administration: 'REGION',
    roles: ['UNIT_MANAGER', 'OPERATIONS_MANAGER'],
    at: 'ANY',
    may: ['protected-staff.name'],
    source: 'G-090',
  },

  {
    administration: 'REGION',
    roles: ['NURSE', 'DISCHARGE_COORDINATOR'],
    at: WARDS,
    may: ['liability.record'],
    source: 'G-030, G-033: the ward knows why the patient cannot leave',
  },
  {
    administration: 'REGION',
    roles: ['OPERATIONS_MANAGER'],
    at: 'ANY',
    may: ['liability-basis.read'],
    source: 'G-177: sees what waiting costs',
  },
  {
    administration: 'REGION',
    roles: ['SYSTEM_MANAGER'],
    at: 'ANY',
    may: ['liability-basis.read', 'liability-terms.edit', 'liability.correct'],
    source: 'G-018, G-041: the region makes the basis and keeps the agreements',
  },

  // Care and nursing (e.1, e.2)
  {
    administration: 'VOF',
    roles: ['NURSE', 'DISTRICT_NURSE', 'OCCUPATIONAL_THERAPIST', 'PHYSIOTHERAPIST'],
    at: 'OPERATIVE',
    may: [...TAKES_PART, ...SIP_STARTS, 'care-report.send', 'planning-basis.answer'],
    source: 'F-006, F-007, F-026, F-027, F-029, F-243',
  },
  {
    administration: 'VOF',
    roles: ['NURSE', 'DISTRICT_NURSE'],
    at: 'OPERATIVE',
    may: [...REGISTERS, 'care-contact.confirm'],
    source: 'F-225, F-227',
  },
  {
    administration: 'VOF',
    roles: ['NEEDS_ASSESSOR', 'CASE_OFFICER'],
    at: 'OPERATIVE',
    may: [...TAKES_PART, ...SIP_STARTS, ...REGISTERS, 'planning-basis.answer', 'care-contact.confirm'],
    source: 'F-006, F-007, F-224, F-225, F-242',
  },
  { administration: 'VOF', roles: ['PLANNER'], at: 'OPERATIVE', may: SIP_STARTS, source: 'F-007, F-027' },
  {
    administration: 'VOF',
    roles: ['UNIT_MANAGER'],
    at: 'OPERATIVE',
    may: SIP_STARTS,
    source: 'F-007, F-025',
  },
  { administration: 'VOF', roles: ['UNIT_MANAGER'], at: 'ANY', may: ['access.order'], source: 'F-024' },
  {
    administration: 'VOF',
    roles: ['OPERATIONS_MANAGER'],
    at: 'ANY',
    may: ['access.order', 'super-user.appoint'],
    source: 'F-022, F-023',
  },
  {
    administration: 'VOF',
    roles: ['RESIDENCE_COORDINATOR'],
    at: 'ANY',
    may: ['residence.edit-elderly'],
    source: 'F-030',
  },
  {
    administration: 'VOF',
    roles: ['ADMINISTRATOR'],
    at: 'ANY',
    may: ['access.grant', 'help.answer', 'message.acknowledge-on-behalf', 'message.oversee', 'message.reroute'],
    source: 'F-012, F-013, B-01; neither the tree (F-014) nor the logs (F-015)',
  },
  { administration: 'VOF', roles: ['SUPER_USER'], at: 'ANY', may: ['message.oversee'], source: 'B-01' },
  {
    administration: 'VOF',
    roles: ['SYSTEM_MANAGER'],
    at: 'ANY',
    may: [
      'access.grant',
      'organisation.edit',
      'residence.edit-disability',
      'log.review',
      'service-account.grant',
      'statistics.read',
    ],
    source: 'F-019, F-020, F-031',
  },
  {
    administration: 'VOF',
    roles: [
      'NURSE',
      'DISTRICT_NURSE',
      'OCCUPATIONAL_THERAPIST',
      'PHYSIOTHERAPIST',
      'NEEDS_ASSESSOR',
      'CASE_OFFICER',
      'PLANNER',
      'UNIT_MANAGER',
      'OPERATIONS_MANAGER',
      'SUPER_USER',
      'RESIDENCE_COORDINATOR',
      'ADMINISTRATOR',
      'SYSTEM_MANAGER',
    ],
    at: 'ANY',
    may: ['own-contact.edit'],
    source: 'F-028',
  },
  {
    administration: 'VOF',
    roles: ['NURSE', 'DISTRICT_NURSE'],
    at: 'OPERATIVE',
    may: [...BLOCKS, ...SHARES, 'emergency.open', 'identity-protection.mark'],
    source: 'G-077, G-078, G-080, G-083, G-090',
  },
  {
    administration: 'VOF',
    roles: ['OCCUPATIONAL_THERAPIST', 'PHYSIOTHERAPIST'],
    at: 'OPERATIVE',
    may: [...BLOCKS, ...SHARES],
    source: 'G-077, G-078, G-080',
  },
  {
    administration: 'VOF',
    roles: ['NEEDS_ASSESSOR', 'CASE_OFFICER'],
    at: 'OPERATIVE',
    may: [...BLOCKS, ...SHARES, 'identity-protection.mark'],
    source: 'G-079, G-080: shared documentation covers elder and disability care too; G-090',
  },
  { administration: 'VOF', roles: ['UNIT_MANAGER'], at: 'OPERATIVE', may: ['protected-staff.name'], source: 'G-090' },

  {
    administration: 'VOF',
    roles: ['OPERATIONS_MANAGER', 'SYSTEM_MANAGER'],
    at: 'ANY',
    may: ['liability-basis.read'],
    source: 'G-177: the municipality sees its own basis',
  },
  {
    administration: 'SOC',
    roles: ['DEPARTMENT_HEAD'],
    at: 'ANY',
    may: ['liability-basis.read'],
    source: 'G-030, G-177: the municipality sees its own basis, whichever of its boards pays (F-033)',
  },

  // Social services (e.1)
  {
    administration: 'SOC',
    roles: ['NURSE', 'DISTRICT_NURSE', 'OCCUPATIONAL_THERAPIST', 'PHYSIOTHERAPIST'],
    at: 'OPERATIVE',
    may: TAKES_PART,
    source: 'F-006; no SIP (F-008)',
  },
  {
    administration: 'SOC',
    roles: ['CASE_OFFICER', 'NEEDS_ASSESSOR'],
    at: 'OPERATIVE',
    may: [...TAKES_PART, 'planning-basis.answer'],
    source: 'F-006, F-041; no SIP (F-008)',
  },
  {
    administration: 'SOC',
    roles: ['SOCIAL_WORKER'],
    at: 'OPERATIVE',
    may: SIP_ANSWERS,
    source: 'F-008, F-040',
  },
  {
    administration: 'SOC',
    roles: ['UNIT_MANAGER'],
    at: 'OPERATIVE',
    may: SIP_ANSWERS,
    source: 'F-008',
  },
  {
    administration: 'SOC',
    roles: ['UNIT_MANAGER'],
    at: 'ANY',
    may: ['access.order', 'super-user.appoint'],
    source: 'F-034, F-035, K8',
  },
  {
    administration: 'SOC',
    roles: ['SUPER_USER'],
    at: 'OPERATIVE',
    may: ['patient.read', 'episode.read', 'message.acknowledge'],
    source: 'F-036',
  },
  {
    administration: 'SOC',
    roles: ['SUPER_USER'],
    at: 'ANY',
    may: ['message.oversee', 'message.reroute'],
    source: 'F-037, B-01',
  },
  {
    administration: 'SOC',
    roles: ['ADMINISTRATOR'],
    at: 'OPERATIVE',
    may: SIP_ANSWERS,
    source: 'F-008',
  },
  {
    administration: 'SOC',
    roles: ['ADMINISTRATOR'],
    at: 'ANY',
    may: [
      'access.grant',
      'help.answer',
      'message.acknowledge-on-behalf',
      'message.oversee',
      'message.reroute',
      'organisation.edit',
      'log.review',
      'statistics.read',
    ],
    source: 'F-012 to F-015, B-01',
  },
  {
    administration: 'SOC',
    roles: [
      'NURSE',
      'DISTRICT_NURSE',
      'OCCUPATIONAL_THERAPIST',
      'PHYSIOTHERAPIST',
      'CASE_OFFICER',
      'NEEDS_ASSESSOR',
      'SOCIAL_WORKER',
      'UNIT_MANAGER',
      'SUPER_USER',
      'ADMINISTRATOR',
      'SYSTEM_MANAGER',
    ],
    at: 'ANY',
    may: ['own-contact.edit'],
    source: 'e.1; the system manager neither keeps the tree nor reviews logs here',
  },
  {
    administration: 'SOC',
    roles: ['CASE_OFFICER', 'NEEDS_ASSESSOR', 'SOCIAL_WORKER'],
    at: 'OPERATIVE',
    may: [...BLOCKS, ...SHARES, 'identity-protection.mark'],
    source: 'G-079, G-080, G-090',
  },
  { administration: 'SOC', roles: ['UNIT_MANAGER'], at: 'OPERATIVE', may: ['protected-staff.name'], source: 'G-090' },

  // Education (e.1): no part in admission and discharge (F-006)
  {
    administration: 'BIF',
    roles: [
      'SCHOOL_PHYSICIAN',
      'SCHOOL_NURSE',
      'SPECIAL_NEEDS_TEACHER',
      'COUNSELLOR',
      'PSYCHOLOGIST',
      'SPEECH_THERAPIST',
      'APPOINTED_STAFF',
    ],
    at: 'OPERATIVE',
    may: SIP_ANSWERS,
    source: 'F-009, F-010, F-047',
  },
  {
    administration: 'BIF',
    roles: ['SCHOOL_PRINCIPAL', 'UNIT_MANAGER'],
    at: 'OPERATIVE',
    may: SIP_STARTS,
    source: 'F-009, F-045',
  },
  {
    administration: 'BIF',
    roles: ['SCHOOL_PHYSICIAN', 'SCHOOL_NURSE', 'COUNSELLOR', 'PSYCHOLOGIST'],
    at: 'OPERATIVE',
    may: BLOCKS,
    source: 'G-077: the health care of schools is health care',
  },
  {
    administration: 'BIF',
    roles: ['SCHOOL_PRINCIPAL', 'UNIT_MANAGER'],
    at: 'OPERATIVE',
    may: ['protected-staff.name'],
    source: 'G-090',
  },
  {
    administration: 'BIF',
    roles: ['SCHOOL_PRINCIPAL', 'UNIT_MANAGER', 'OPERATIONS_MANAGER'],
    at: 'ANY',
    may: ['access.order'],
    source: 'F-043, F-044',
  },
  {
    administration: 'BIF',
    roles: ['ADMINISTRATOR'],
    at: 'ANY',
    may: ['access.grant', 'message.reroute', 'organisation.edit', 'log.review', 'statistics.read'],
    source: 'F-012 to F-015',
  },
  {
    administration: 'BIF',
    roles: ['ADMINISTRATOR'],
    at: 'ANY',
    may: ['message.acknowledge-on-behalf', 'message.oversee'],
    source: 'F-009, B-01: invitations to SIP and notices about plans',
  },
  {
    administration: 'BIF',
    roles: [
      'SCHOOL_PHYSICIAN',
      'SCHOOL_NURSE',
      'SPECIAL_NEEDS_TEACHER',
      'COUNSELLOR',
      'PSYCHOLOGIST',
      'SPEECH_THERAPIST',
      'APPOINTED_STAFF',
      'SCHOOL_PRINCIPAL',
      'UNIT_MANAGER',
      'OPERATIONS_MANAGER',
      'ADMINISTRATOR',
      'SYSTEM_MANAGER',
    ],
    at: 'ANY',
    may: ['own-contact.edit'],
    source: 'F-049',
  },
];

/** What a role may do at a unit of a kind, in order of name. */
export function capabilitiesOf(
  administration: AdministrationKind,
  role: Role,
  unitKind: UnitKind,
): readonly Capability[] {
  const rows = MATRIX.filter(
    (row) => row.administration === administration && row.roles.includes(role) && holdsAt(row.at, unitKind),
  );
  return [...new Set(rows.flatMap((row) => row.may))].sort();
}

function holdsAt(at: MatrixRow['at'], unitKind: UnitKind): boolean {
  if (at === 'ANY') return true;
  return at === 'OPERATIVE' ? unitKind !== 'ORGANISATIONAL' : at.includes(unitKind);
}
