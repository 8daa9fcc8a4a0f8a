import {
  ADMINISTRATION_KINDS,
  type AdministrationKind,
  type AssignedViewer,
  ROLES,
  type Role,
} from '@samplan/kit/access/viewer';
import { viewerAt } from '@samplan/testing/viewer';
import { describe, expect, test } from 'vitest';
import { capabilitiesOf } from '../assignment/matrix.ts';
import type { AppointmentKind } from '../generated/resolvers.ts';
import { expertUserTarget } from './domain.ts';
import { APPOINTMENT_RULES, mayAppoint, permit } from './policy.ts';

const KINDS: readonly AppointmentKind[] = [
  'CONTACT_PERSON',
  'EXPERT_USER',
  'SIP_USER',
  'SUPER_USER',
  'SYSTEM_ADMINISTRATOR',
];
const PER_SYSTEM: readonly AppointmentKind[] = ['CONTACT_PERSON', 'EXPERT_USER', 'SYSTEM_ADMINISTRATOR'];

const OWN = { unitId: 'unt_own', administrationId: 'adm_own' };

function viewer(administrationKind: AdministrationKind, role: Role): AssignedViewer {
  const capabilities = capabilitiesOf(administrationKind, role, 'ORGANISATIONAL');
  return viewerAt({ administrationKind, role, unitKind: 'ORGANISATIONAL', capabilities, ...OWN });
}

const NEIGHBOUR = { unitId: 'unt_other', administrationId: 'adm_own' };
const STRANGER = { unitId: 'unt_far', administrationId: 'adm_far' };

// biome-ignore format: a table
const EXPECTED: readonly (readonly [AdministrationKind, Role, own: readonly AppointmentKind[], neighbour: readonly AppointmentKind[]])[] = [
  ['VOF',    'OPERATIONS_MANAGER', ['SUPER_USER'],                                                    ['SUPER_USER']],
  ['SOC',    'UNIT_MANAGER',       ['CONTACT_PERSON', 'EXPERT_USER', 'SUPER_USER', 'SYSTEM_ADMINISTRATOR'], []],
  ['BIF',    'SCHOOL_PRINCIPAL',   ['CONTACT_PERSON', 'EXPERT_USER', 'SIP_USER', 'SYSTEM_ADMINISTRATOR'],   []],
  ['BIF',    'UNIT_MANAGER',       PER_SYSTEM,                                                        []],
  ['VOF',    'UNIT_MANAGER',       PER_SYSTEM,                                                        []],
  ['REGION', 'UNIT_MANAGER',       PER_SYSTEM,                                                        []],
];

describe('who appoints to what (e.1, column SU; F-010, F-102)', () => {
  test.each(ADMINISTRATION_KINDS.flatMap((kind) => ROLES.map((role) => [kind, role] as const)))(
    '%s %s appoints to what the table says and to nothing else',
    (kind, role) => {
      const grant = permit(viewer(kind, role), 'appointment.make');
      const at = (unit: typeof OWN) =>
        grant.ok ? KINDS.filter((wanted) => mayAppoint(grant.value.reach, wanted, unit)) : [];
      const row = EXPECTED.find(([administration, appointer]) => administration === kind && appointer === role);
      expect([at(OWN), at(NEIGHBOUR), at(STRANGER)]).toEqual([row?.[2] ?? [], row?.[3] ?? [], []]);
    },
  );

  test('when rights are withheld, then the role alone appoints to nothing', () => {
    for (const { administration, appointers } of APPOINTMENT_RULES) {
      for (const role of appointers) {
        const withheld = { ...viewer(administration, role), capabilities: new Set<never>() };
        expect(permit(withheld, 'appointment.make').ok).toBe(false);
        expect(permit(withheld, 'appointment.read').ok).toBe(false);
      }
    }
  });
});

test.each([
  [0, 0],
  [1, 1],
  [10, 1],
  [11, 2],
  [100, 10],
])('of %i people a tenth are expert users, rounded up: %i (F-117)', (staff, target) => {
  expect(expertUserTarget(staff)).toBe(target);
});
