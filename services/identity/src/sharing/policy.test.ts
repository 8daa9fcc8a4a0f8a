import {
  ADMINISTRATION_KINDS,
  type AdministrationKind,
  ROLES,
  type Role,
  UNIT_KINDS,
  type UnitKind,
} from '@samplan/kit/access/viewer';
import { TEST_PROOF } from '@samplan/testing/proof';
import { expect, test } from 'vitest';
import { capabilitiesOf } from '../assignment/matrix.ts';
import { permit, type SharingReaches } from './policy.ts';

const ACTIONS: Readonly<Record<keyof SharingReaches, string>> = {
  'sharing-consent.read': 'L',
  'sharing-consent.register': 'C',
  'sharing-inability.register': 'I',
  'sharing-consent.withdraw': 'W',
  'shared-documentation.find': '1',
  'shared-documentation.show-sources': '2',
  'shared-documentation.open': '3',
};
const ALL = Object.values(ACTIONS).join('');
// The keys of a literal are what its type says.
const NAMES = Object.keys(ACTIONS) as readonly (keyof SharingReaches)[];

/** What somebody may do about shared documentation, in letters. */
function mayDo(administrationKind: AdministrationKind, role: Role, unitKind: UnitKind): string {
  const viewer = {
    userId: 'usr_1',
    sessionId: 'ses_1',
    capabilities: new Set(capabilitiesOf(administrationKind, role, unitKind)),
    proof: TEST_PROOF,
    assignment: {
      id: 'asg_1',
      role,
      unitId: 'unt_1',
      unitKind,
      administrationId: 'adm_1',
      administrationKind,
      principalId: 'prn_1',
    },
  };
  return NAMES.map((action) => (permit(viewer, action).ok ? ACTIONS[action] : '')).join('');
}

const OPERATIVE: readonly UnitKind[] = UNIT_KINDS.filter((kind) => kind !== 'ORGANISATIONAL');
const WARDS: readonly UnitKind[] = ['INPATIENT_SOMATIC', 'INPATIENT_PSYCHIATRIC'];

/** Who takes part in the care, or decides about services; everybody who is not here may do nothing of it. */
const MAY: Readonly<Partial<Record<AdministrationKind, Partial<Record<Role, readonly UnitKind[]>>>>> = {
  REGION: {
    NURSE: [...WARDS, 'HEALTH_CENTRE', 'PSYCHIATRIC_OUTPATIENT'],
    DISTRICT_NURSE: ['HEALTH_CENTRE'],
    PHYSICIAN: WARDS,
    DISCHARGE_COORDINATOR: [...WARDS, 'PSYCHIATRIC_OUTPATIENT'],
  },
  VOF: {
    NURSE: OPERATIVE,
    DISTRICT_NURSE: OPERATIVE,
    OCCUPATIONAL_THERAPIST: OPERATIVE,
    PHYSIOTHERAPIST: OPERATIVE,
    NEEDS_ASSESSOR: OPERATIVE,
    CASE_OFFICER: OPERATIVE,
  },
  SOC: { CASE_OFFICER: OPERATIVE, NEEDS_ASSESSOR: OPERATIVE, SOCIAL_WORKER: OPERATIVE },
};

test.each(ADMINISTRATION_KINDS.flatMap((kind) => ROLES.map((role) => [kind, role] as const)))(
  'what %s %s may do about shared documentation is all or nothing, as the table says (G-080, G-092)',
  (kind, role) => {
    for (const unit of UNIT_KINDS) {
      expect(mayDo(kind, role, unit), unit).toBe(MAY[kind]?.[role]?.includes(unit) ? ALL : '');
    }
  },
);

test.each([
  ['BIF', 'SCHOOL_NURSE', 'STUDENT_HEALTH'],
  ['VOF', 'ADMINISTRATOR', 'HOME_HEALTH'],
  ['VOF', 'SYSTEM_MANAGER', 'HOME_HEALTH'],
  ['SOC', 'ADMINISTRATOR', 'SOCIAL_SERVICES'],
  ['REGION', 'SYSTEM_MANAGER', 'INPATIENT_SOMATIC'],
  ['VOF', 'NURSE', 'ORGANISATIONAL'],
] as const)('%s %s at %s does nothing of it (e.1, e.5 rule 2, F-006, F-277)', (kind, role, unit) => {
  expect(mayDo(kind, role, unit)).toBe('');
});

test('when nobody is signed in, then nothing is allowed', () => {
  for (const action of NAMES) expect(permit(null, action).ok).toBe(false);
});
