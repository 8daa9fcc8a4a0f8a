import { CAPABILITIES } from '@samplan/kit/access/capability';
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
import { executorOf, mayOrderFor, ORDER_RULES, type OrderReaches, permit } from './policy.ts';

const ACTIONS = [
  'order.place',
  'order.follow',
  'order.read',
  'order.execute',
  'order-step.complete',
] as const satisfies readonly (keyof OrderReaches)[];

const OWN = { unitId: 'unt_own', administrationId: 'adm_own' };

/** Somebody in the role, with what the matrix gives at an organisational level. */
function viewer(administrationKind: AdministrationKind, role: Role): AssignedViewer {
  const capabilities = capabilitiesOf(administrationKind, role, 'ORGANISATIONAL');
  return viewerAt({ administrationKind, role, unitKind: 'ORGANISATIONAL', capabilities, ...OWN });
}

const NEIGHBOUR = { unitId: 'unt_other', administrationId: 'adm_own' };
const STRANGER = { unitId: 'unt_far', administrationId: 'adm_far' };

/** The roles that somebody may order for at a unit. */
function orderable(administration: AdministrationKind, role: Role, unit: typeof OWN): readonly Role[] {
  const grant = permit(viewer(administration, role), 'order.place');
  if (!grant.ok) return [];
  return ROLES.filter((wanted) => mayOrderFor(grant.value.reach, wanted, unit));
}

const LICENSED: readonly Role[] = ['DISTRICT_NURSE', 'NURSE', 'OCCUPATIONAL_THERAPIST', 'PHYSIOTHERAPIST'];
const STUDENT_HEALTH: readonly Role[] = [
  'COUNSELLOR',
  'PSYCHOLOGIST',
  'SCHOOL_NURSE',
  'SCHOOL_PHYSICIAN',
  'SPECIAL_NEEDS_TEACHER',
  'SPEECH_THERAPIST',
];

// biome-ignore format: a table
const EXPECTED: readonly (readonly [AdministrationKind, Role, own: readonly Role[], neighbour: readonly Role[]])[] = [
  ['VOF',    'UNIT_MANAGER',       [...LICENSED, 'PLANNER', 'CASE_OFFICER', 'NEEDS_ASSESSOR'],       []],
  ['VOF',    'OPERATIONS_MANAGER', ['UNIT_MANAGER'],                                                 ['UNIT_MANAGER']],
  ['SOC',    'UNIT_MANAGER',       [...LICENSED, 'CASE_OFFICER', 'NEEDS_ASSESSOR', 'SOCIAL_WORKER'], []],
  ['BIF',    'OPERATIONS_MANAGER', ['SCHOOL_PRINCIPAL'],                                             ['SCHOOL_PRINCIPAL']],
  ['BIF',    'SCHOOL_PRINCIPAL',   [...STUDENT_HEALTH, 'APPOINTED_STAFF'],                           []],
  ['BIF',    'UNIT_MANAGER',       STUDENT_HEALTH,                                                   []],
  ['REGION', 'UNIT_MANAGER',       [...LICENSED, 'DISCHARGE_COORDINATOR', 'PHYSICIAN'],              []],
  ['REGION', 'OPERATIONS_MANAGER', ['UNIT_MANAGER'],                                                 ['UNIT_MANAGER']],
];

const everyone = ADMINISTRATION_KINDS.flatMap((kind) => ROLES.map((role) => [kind, role] as const));

describe('who orders for whom (e.1, column ACC.ord)', () => {
  test.each(everyone)('%s %s orders for whom the table says and for nobody else', (kind, role) => {
    const row = EXPECTED.find(([administration, orderer]) => administration === kind && orderer === role);
    expect([...orderable(kind, role, OWN)].sort()).toEqual([...(row?.[2] ?? [])].sort());
    expect([...orderable(kind, role, NEIGHBOUR)].sort()).toEqual([...(row?.[3] ?? [])].sort());
    expect(orderable(kind, role, STRANGER)).toEqual([]);
  });

  test('nobody orders for the own role: nobody can give oneself a colleague’s rights', () => {
    for (const { orderers, roles } of ORDER_RULES) {
      for (const orderer of orderers) expect(roles).not.toContain(orderer);
    }
  });

  test('every rule names its source', () => {
    for (const { source } of ORDER_RULES) expect(source).toMatch(/F-\d{3}/);
  });
});

describe('who may do what with orders', () => {
  const allowed = (who: AssignedViewer | null) => ACTIONS.filter((action) => permit(who, action).ok);
  const ORDERS = ['order.place', 'order.follow', 'order.read', 'order-step.complete'];
  const EXECUTES = ['order.read', 'order.execute', 'order-step.complete'];
  const HELPS = ['order.read', 'order-step.complete'];

  test.each(everyone)('%s %s', (kind, role) => {
    const isOrderer = EXPECTED.some(([administration, orderer]) => administration === kind && orderer === role);
    const isExecutor = role === 'ADMINISTRATOR' || (role === 'SYSTEM_MANAGER' && ['VOF', 'REGION'].includes(kind));
    const isHelper = role === 'SUPER_USER' || role === 'SYSTEM_MANAGER';
    const may = isOrderer ? ORDERS : isExecutor ? EXECUTES : isHelper ? HELPS : [];
    expect(allowed(viewer(kind, role))).toEqual(may);
  });

  test('the social services’ and the schools’ system managers do not execute (hard negative of e.1)', () => {
    for (const kind of ['SOC', 'BIF'] as const) {
      expect(permit(viewer(kind, 'SYSTEM_MANAGER'), 'order.execute').ok).toBe(false);
    }
  });

  test('when rights are withheld, then the role alone allows nothing', () => {
    for (const [kind, role] of everyone) {
      expect(allowed({ ...viewer(kind, role), capabilities: new Set() })).toEqual([]);
    }
    expect(allowed(null)).toEqual([]);
  });

  test('when a role has every capability but no rule, then it still orders nothing', () => {
    expect(permit({ ...viewer('VOF', 'NURSE'), capabilities: new Set(CAPABILITIES) }, 'order.place').ok).toBe(false);
  });
});

describe('as which executor somebody does steps (e.4)', () => {
  const order = { orderedById: 'usr_2', unitId: 'unt_own', administrationId: 'adm_own' };

  test.each([
    ['VOF', 'UNIT_MANAGER', 'RESPONSIBLE_MANAGER'],
    ['VOF', 'SUPER_USER', 'SUPER_USER'],
    ['SOC', 'SYSTEM_MANAGER', 'SYSTEM_MANAGER'],
    ['VOF', 'SYSTEM_MANAGER', 'SYSTEM_MANAGER'],
    ['VOF', 'ADMINISTRATOR', 'ADMINISTRATOR'],
    ['VOF', 'NURSE', null],
    ['SOC', 'DEPARTMENT_HEAD', null],
  ] as const)('%s %s: %s', (kind, role, executor) => {
    expect(executorOf(viewer(kind, role), order)).toBe(executor);
  });

  test('a manager of another unit is not responsible, the one who placed the order is', () => {
    expect(executorOf(viewer('VOF', 'UNIT_MANAGER'), { ...order, unitId: 'unt_other' })).toBeNull();
    const placed = { ...order, unitId: 'unt_other', orderedById: 'usr_1' };
    expect(executorOf(viewer('VOF', 'UNIT_MANAGER'), placed)).toBe('RESPONSIBLE_MANAGER');
  });

  test('nobody does steps in another administration', () => {
    for (const role of ROLES) {
      expect(executorOf(viewer('VOF', role), { ...order, administrationId: 'adm_far' })).toBeNull();
    }
  });
});
