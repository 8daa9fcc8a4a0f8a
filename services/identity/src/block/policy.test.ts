import {
  ADMINISTRATION_KINDS,
  type AdministrationKind,
  ROLES,
  type Role,
  type UnitKind,
} from '@samplan/kit/access/viewer';
import { viewerAt } from '@samplan/testing/viewer';
import { expect, test } from 'vitest';
import { capabilitiesOf } from '../assignment/matrix.ts';
import { permit as permitEmergency } from '../emergency/policy.ts';
import { permit as permitProtection } from '../protected-identity/policy.ts';
import { permit as permitBlock } from './policy.ts';

const KINDS: Readonly<Record<AdministrationKind, readonly UnitKind[]>> = {
  REGION: ['INPATIENT_SOMATIC', 'HEALTH_CENTRE', 'PSYCHIATRIC_OUTPATIENT', 'ORGANISATIONAL'],
  VOF: ['ASSESSMENT', 'HOME_HEALTH', 'ORGANISATIONAL'],
  SOC: ['SOCIAL_SERVICES', 'ORGANISATIONAL'],
  BIF: ['STUDENT_HEALTH', 'ORGANISATIONAL'],
};

/** What somebody may do about reach: R registers blocks, L lifts, E opens in an emergency, P protects, N names staff, V reviews. */
function mayDo(administrationKind: AdministrationKind, role: Role, unitKind: UnitKind): string {
  const capabilities = capabilitiesOf(administrationKind, role, unitKind);
  const viewer = viewerAt({ administrationKind, role, unitKind, capabilities });
  return [
    permitBlock(viewer, 'block.register').ok ? 'R' : '',
    permitBlock(viewer, 'block.lift').ok ? 'L' : '',
    permitEmergency(viewer, 'emergency.open').ok ? 'E' : '',
    permitProtection(viewer, 'identity-protection.mark').ok ? 'P' : '',
    permitProtection(viewer, 'protected-staff.name').ok ? 'N' : '',
    permitEmergency(viewer, 'exceptional-access.review').ok ? 'V' : '',
  ].join('');
}

/** Everybody who is not here may do nothing of it. */
const EXPECTED: Readonly<Record<string, string>> = {
  'REGION NURSE INPATIENT_SOMATIC': 'RLEP',
  'REGION NURSE HEALTH_CENTRE': 'RLEP',
  'REGION NURSE PSYCHIATRIC_OUTPATIENT': 'RLEP',
  'REGION DISTRICT_NURSE HEALTH_CENTRE': 'RLEP',
  'REGION PHYSICIAN INPATIENT_SOMATIC': 'RLE',
  'REGION DISCHARGE_COORDINATOR INPATIENT_SOMATIC': 'RLP',
  'REGION DISCHARGE_COORDINATOR PSYCHIATRIC_OUTPATIENT': 'RLP',
  ...everywhere('REGION', ['UNIT_MANAGER', 'OPERATIONS_MANAGER'], 'N'),
  ...everywhere('REGION', ['SYSTEM_MANAGER'], 'V'),
  ...operative('VOF', ['NURSE', 'DISTRICT_NURSE'], 'RLEP'),
  ...operative('VOF', ['OCCUPATIONAL_THERAPIST', 'PHYSIOTHERAPIST'], 'RL'),
  ...operative('VOF', ['NEEDS_ASSESSOR', 'CASE_OFFICER'], 'RLP'),
  ...operative('VOF', ['UNIT_MANAGER'], 'N'),
  ...everywhere('VOF', ['SYSTEM_MANAGER'], 'V'),
  ...operative('SOC', ['CASE_OFFICER', 'NEEDS_ASSESSOR', 'SOCIAL_WORKER'], 'RLP'),
  ...operative('SOC', ['UNIT_MANAGER'], 'N'),
  ...everywhere('SOC', ['ADMINISTRATOR'], 'V'),
  ...operative('BIF', ['SCHOOL_PHYSICIAN', 'SCHOOL_NURSE', 'COUNSELLOR', 'PSYCHOLOGIST'], 'RL'),
  ...operative('BIF', ['SCHOOL_PRINCIPAL', 'UNIT_MANAGER'], 'N'),
  ...everywhere('BIF', ['ADMINISTRATOR'], 'V'),
};

function everywhere(kind: AdministrationKind, roles: readonly Role[], may: string, units = KINDS[kind]) {
  return Object.fromEntries(roles.flatMap((role) => units.map((unit) => [`${kind} ${role} ${unit}`, may])));
}

function operative(kind: AdministrationKind, roles: readonly Role[], may: string) {
  const units = KINDS[kind].filter((unit) => unit !== 'ORGANISATIONAL');
  return everywhere(kind, roles, may, units);
}

test.each(ADMINISTRATION_KINDS.flatMap((kind) => ROLES.map((role) => [kind, role] as const)))(
  'what %s %s may do about blocks, emergency access and protected identities is what the table says (G-077, G-083, G-090)',
  (kind, role) => {
    for (const unit of KINDS[kind]) {
      expect(mayDo(kind, role, unit), unit).toBe(EXPECTED[`${kind} ${role} ${unit}`] ?? '');
    }
  },
);

test('when nobody is signed in, then nothing is allowed', () => {
  expect(permitBlock(null, 'block.register').ok).toBe(false);
  expect(permitEmergency(null, 'emergency.open').ok).toBe(false);
  expect(permitProtection(null, 'protected-staff.name').ok).toBe(false);
});
