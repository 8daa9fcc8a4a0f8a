import { because, type PolicyTable, policy, type Reach, type Rule, rule } from '@samplan/kit/access/policy';
import type { AdministrationKind, AssignedViewer, Role } from '@samplan/kit/access/viewer';
import type { Executor, Party } from '../connected/domain.ts';
import type { OrderKind } from './domain.ts';

/** Who may order access for whom (e.1, column ACC.ord). */
export interface OrderRule {
  readonly administration: AdministrationKind;
  readonly orderers: readonly Role[];
  /** The roles that they order for. */
  readonly roles: readonly Role[];
  /** Within the own unit, or within the whole own administration. */
  readonly scope: 'UNIT' | 'ADMINISTRATION';
  readonly source: string;
}

const LICENSED = ['NURSE', 'DISTRICT_NURSE', 'OCCUPATIONAL_THERAPIST', 'PHYSIOTHERAPIST'] as const;

/**
 * The whole table. The nearest manager who reports a new user or an end (F-021, F-032, F-042) is the one who orders. Super-users and
 * school staff that is not student health are appointed, not ordered; other roles at the top are made by the operator.
 */
export const ORDER_RULES: readonly OrderRule[] = [
  {
    administration: 'VOF',
    orderers: ['UNIT_MANAGER'],
    roles: [...LICENSED, 'PLANNER', 'CASE_OFFICER', 'NEEDS_ASSESSOR'],
    scope: 'UNIT',
    source: 'F-024, F-021',
  },
  {
    administration: 'VOF',
    orderers: ['OPERATIONS_MANAGER'],
    roles: ['UNIT_MANAGER'],
    scope: 'ADMINISTRATION',
    source: 'F-023, F-021',
  },
  {
    administration: 'SOC',
    orderers: ['UNIT_MANAGER'],
    roles: [...LICENSED, 'CASE_OFFICER', 'NEEDS_ASSESSOR', 'SOCIAL_WORKER'],
    scope: 'UNIT',
    source: 'F-035, F-032, K8',
  },
  {
    administration: 'BIF',
    orderers: ['OPERATIONS_MANAGER'],
    roles: ['SCHOOL_PRINCIPAL'],
    scope: 'ADMINISTRATION',
    source: 'F-043, F-042',
  },
  {
    administration: 'BIF',
    orderers: ['SCHOOL_PRINCIPAL', 'UNIT_MANAGER'],
    roles: [
      'SCHOOL_PHYSICIAN',
      'SCHOOL_NURSE',
      'SPECIAL_NEEDS_TEACHER',
      'COUNSELLOR',
      'PSYCHOLOGIST',
      'SPEECH_THERAPIST',
    ],
    scope: 'UNIT',
    source: 'F-044, F-042',
  },
  {
    administration: 'BIF',
    orderers: ['SCHOOL_PRINCIPAL'],
    roles: ['APPOINTED_STAFF'],
    scope: 'UNIT',
    source: 'F-010, F-044: the order is the appointment',
  },
  {
    administration: 'REGION',
    orderers: ['UNIT_MANAGER'],
    roles: [...LICENSED, 'DISCHARGE_COORDINATOR', 'PHYSICIAN'],
    scope: 'UNIT',
    source: 'F-024 by analogy',
  },
  {
    administration: 'REGION',
    orderers: ['OPERATIONS_MANAGER'],
    roles: ['UNIT_MANAGER'],
    scope: 'ADMINISTRATION',
    source: 'F-023 by analogy',
  },
];

/** Reach of somebody who orders: what the rules for the own role let. */
export interface OrdererReach extends Reach {
  readonly level: 'ORDERER';
  readonly userId: string;
  readonly unitId: string;
  readonly administrationId: string;
  readonly administrationKind: AdministrationKind;
  readonly principalId: string;
  readonly rules: readonly OrderRule[];
}

/** Reach of somebody who looks after the accounts of an administration, or does steps of orders there. */
export interface AdministrationReach extends Reach {
  readonly level: 'ADMINISTRATION';
  readonly administrationId: string;
}

/** What can be done with orders. */
export interface OrderReaches {
  readonly 'order.place': OrdererReach;
  /** Withdraw, fetch credentials, finish: own orders only. */
  readonly 'order.follow': OrdererReach;
  readonly 'order.read': OrdererReach | AdministrationReach;
  readonly 'order.execute': AdministrationReach;
  readonly 'order-step.complete': OrdererReach | AdministrationReach;
}

const orders: Rule<OrdererReach> = Object.assign(
  (viewer: AssignedViewer): OrdererReach | null => {
    const { role, unitId, administrationId, administrationKind, principalId } = viewer.assignment;
    const rules = ORDER_RULES.filter(
      ({ administration, orderers }) => administration === administrationKind && orderers.includes(role),
    );
    if (!viewer.capabilities.has('access.order') || rules.length === 0) return null;
    return {
      level: 'ORDERER',
      userId: viewer.userId,
      unitId,
      administrationId,
      administrationKind,
      principalId,
      rules,
    };
  },
  {
    terms: {
      capability: 'access.order' as const,
      at: [],
      reaches: 'the roles that the table of orderers lets the own role order for, and orders of the own unit',
      source: 'F-021 to F-024, F-032, F-035, F-042 to F-044',
      ways: ORDER_RULES.map(({ administration, orderers }) => ({
        administration,
        capability: 'access.order' as const,
        roles: orderers,
      })),
    },
  },
);

/** Everything in the own administration, with the capability. */
function ownAdministration(capability: 'access.grant' | 'access-step.complete'): Rule<AdministrationReach> {
  return rule({ capability, at: [], reaches: 'the orders of the own administration' }, ({ administrationId }) => ({
    level: 'ADMINISTRATION',
    administrationId,
  }));
}

const executes = because('F-012', ownAdministration('access.grant'));
const helps = because('e.4', ownAdministration('access-step.complete'));

/** Those who execute, those who do steps, and those who order: each as far as the own right goes. */
const concerns: Rule<OrdererReach | AdministrationReach> = Object.assign(
  (viewer: AssignedViewer) => executes(viewer) ?? helps(viewer) ?? orders(viewer),
  {
    terms: {
      ...orders.terms,
      reaches: `${orders.terms.reaches}; with access.grant or access-step.complete ${helps.terms.reaches}`,
      ways: [
        ...(orders.terms.ways ?? []),
        { capability: 'access.grant' as const },
        { capability: 'access-step.complete' as const },
      ],
    },
  },
);

const table: PolicyTable<OrderReaches> = {
  'order.place': orders,
  'order.follow': orders,
  'order.read': concerns,
  'order.execute': executes,
  'order-step.complete': concerns,
};

/** The policy of orders: the same for all; what differs between administrations stands in {@link ORDER_RULES}. */
export const permit = policy<OrderReaches>({ REGION: table, VOF: table, SOC: table, BIF: table });

/** Does a rule let the orderer order for the role at the unit? */
export function mayOrderFor(
  reach: Pick<OrdererReach, 'rules' | 'unitId' | 'administrationId'>,
  role: Role,
  unit: { readonly unitId: string; readonly administrationId: string },
): boolean {
  return reach.rules.some(
    ({ roles, scope }) =>
      roles.includes(role) &&
      (scope === 'UNIT' ? unit.unitId === reach.unitId : unit.administrationId === reach.administrationId),
  );
}

/** Roles that stand for an executor of steps by themselves. */
const EXECUTOR_ROLES: Readonly<Partial<Record<Role, Executor>>> = {
  SUPER_USER: 'SUPER_USER',
  SYSTEM_MANAGER: 'SYSTEM_MANAGER',
  ADMINISTRATOR: 'ADMINISTRATOR',
};

/** As which executor may the viewer do steps of the order (e.4)? Null for none. */
export function executorOf(
  viewer: AssignedViewer,
  order: { readonly orderedById: string; readonly unitId: string; readonly administrationId: string },
): Executor | null {
  const { role, unitId, administrationId } = viewer.assignment;
  if (administrationId !== order.administrationId) return null;
  const orderer = orders(viewer);
  if (orderer) return order.orderedById === viewer.userId || order.unitId === unitId ? 'RESPONSIBLE_MANAGER' : null;
  const isLetIn = executes(viewer) ?? helps(viewer);
  return isLetIn ? (EXECUTOR_ROLES[role] ?? null) : null;
}

/** An order as far as it decides who does its steps. */
export interface StepsOf {
  readonly kind: OrderKind;
  readonly orderedById: string;
  readonly unitId: string;
  readonly toUnitId: string | null;
  readonly administrationId: string;
}

/** May the viewer do the step: as an executor of it (e.4), or as the party of a hand-over whose duty it is (F-174)? */
export function mayComplete(
  viewer: AssignedViewer,
  order: StepsOf,
  step: { readonly entitlement: string | null; readonly executors: readonly Executor[] },
): boolean {
  const executor = executorOf(viewer, order);
  if (order.kind !== 'HAND_OVER') return executor !== null && step.executors.includes(executor);
  const parties: Party[] = [];
  if (executor === 'RESPONSIBLE_MANAGER') parties.push('HANDING_OVER');
  if (orders(viewer) && viewer.assignment.unitId === order.toUnitId) parties.push('TAKING_OVER');
  return parties.some((party) => party === step.entitlement);
}

/** May the viewer give the credentials of a step anew: who executes orders those of Samplan, others those of their own steps? */
export function mayReissue(
  viewer: AssignedViewer,
  order: Parameters<typeof executorOf>[1],
  step: { readonly isOwn: boolean; readonly executors: readonly Executor[] },
): boolean {
  if (step.isOwn) return executes(viewer)?.administrationId === order.administrationId;
  const executor = executorOf(viewer, order);
  return executor !== null && step.executors.includes(executor);
}
