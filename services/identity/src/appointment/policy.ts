import type { Capability } from '@samplan/kit/access/capability';
import { type PolicyTable, policy, type Reach, type Rule } from '@samplan/kit/access/policy';
import type { AdministrationKind, AssignedViewer, Role } from '@samplan/kit/access/viewer';
import type { AppointmentKind } from '../generated/resolvers.ts';

/** Who appoints to what. */
export interface AppointmentRule {
  readonly administration: AdministrationKind;
  readonly appointers: readonly Role[];
  readonly needs: Extract<Capability, 'access.order' | 'super-user.appoint'>;
  readonly kinds: readonly AppointmentKind[];
  /** Within the own unit, or within the whole own administration. */
  readonly scope: 'UNIT' | 'ADMINISTRATION';
  readonly source: string;
}

const PER_SYSTEM = ['EXPERT_USER', 'SYSTEM_ADMINISTRATOR', 'CONTACT_PERSON'] as const;

/** The whole table. */
export const APPOINTMENT_RULES: readonly AppointmentRule[] = [
  {
    administration: 'VOF',
    appointers: ['OPERATIONS_MANAGER'],
    needs: 'super-user.appoint',
    kinds: ['SUPER_USER'],
    scope: 'ADMINISTRATION',
    source: 'F-022',
  },
  {
    administration: 'SOC',
    appointers: ['UNIT_MANAGER'],
    needs: 'super-user.appoint',
    kinds: ['SUPER_USER'],
    scope: 'UNIT',
    source: 'F-034',
  },
  {
    administration: 'BIF',
    appointers: ['SCHOOL_PRINCIPAL'],
    needs: 'access.order',
    kinds: ['SIP_USER'],
    scope: 'UNIT',
    source: 'F-010',
  },
  ...(['REGION', 'VOF', 'SOC', 'BIF'] as const).map((administration) => ({
    administration,
    appointers: ['UNIT_MANAGER', 'SCHOOL_PRINCIPAL'] as const,
    needs: 'access.order' as const,
    kinds: PER_SYSTEM,
    scope: 'UNIT' as const,
    source: 'F-102, F-117, F-148, F-164',
  })),
];

/** Reach of somebody who appoints. */
export interface AppointerReach extends Reach {
  readonly level: 'APPOINTER';
  readonly unitId: string;
  readonly administrationId: string;
  readonly principalId: string;
  readonly rules: readonly AppointmentRule[];
}

/** Reach of what is appointed in the own administration. */
export interface AppointedReach extends Reach {
  readonly level: 'ADMINISTRATION';
  readonly administrationId: string;
}

/** What can be done with appointments. */
export interface AppointmentReaches {
  readonly 'appointment.make': AppointerReach;
  readonly 'appointment.read': AppointedReach;
}

const appoints: Rule<AppointerReach> = Object.assign(
  ({ capabilities, assignment }: AssignedViewer): AppointerReach | null => {
    const { role, unitId, administrationId, administrationKind, principalId } = assignment;
    const rules = APPOINTMENT_RULES.filter(
      ({ administration, appointers, needs }) =>
        administration === administrationKind && appointers.includes(role) && capabilities.has(needs),
    );
    return rules.length === 0 ? null : { level: 'APPOINTER', unitId, administrationId, principalId, rules };
  },
  {
    terms: {
      capability: 'super-user.appoint' as const,
      at: [],
      reaches: 'what the table of appointers lets the own role appoint to',
      source: 'F-010, F-022, F-034, F-102, F-117, F-164',
      ways: APPOINTMENT_RULES.map(({ administration, needs, appointers }) => ({
        administration,
        capability: needs,
        roles: appointers,
      })),
    },
  },
);

const READERS = ['access.order', 'access.grant', 'super-user.appoint', 'access-step.complete'] as const;

const reads: Rule<AppointedReach> = Object.assign(
  ({ capabilities, assignment: { administrationId } }: AssignedViewer): AppointedReach | null =>
    READERS.some((right) => capabilities.has(right)) ? { level: 'ADMINISTRATION', administrationId } : null,
  {
    terms: {
      capability: 'access.order' as const,
      at: [],
      reaches: 'the appointments of the own administration',
      source: 'F-022, F-034',
      ways: READERS.map((capability) => ({ capability })),
    },
  },
);

const table: PolicyTable<AppointmentReaches> = { 'appointment.make': appoints, 'appointment.read': reads };

/** The policy of appointments: what differs between administrations stands in {@link APPOINTMENT_RULES}. */
export const permit = policy<AppointmentReaches>({ REGION: table, VOF: table, SOC: table, BIF: table });

/** May the appointer appoint to this at the unit, and end it? */
export function mayAppoint(
  reach: AppointerReach,
  kind: AppointmentKind,
  unit: { readonly unitId: string; readonly administrationId: string },
): boolean {
  return reach.rules.some(
    ({ kinds, scope }) =>
      kinds.includes(kind) &&
      (scope === 'UNIT' ? unit.unitId === reach.unitId : unit.administrationId === reach.administrationId),
  );
}
