import type { Role } from '@samplan/kit/access/viewer';
import type { AppointmentKind, AppointmentRefused } from '../generated/resolvers.ts';

/** Somebody who is appointed to something at a unit. */
export interface Appointment {
  readonly id: string;
  readonly kind: AppointmentKind;
  readonly principalId: string;
  readonly administrationId: string;
  readonly unitId: string;
  readonly userId: string;
  readonly system: string | null;
  readonly phone: string | null;
  readonly assignmentId: string | null;
  readonly appointedById: string;
  readonly appointedByAssignmentId: string;
  readonly appointedAt: Date;
}

/** How many expert users a unit has. */
export interface Coverage {
  readonly unitId: string;
  readonly staffCount: number;
  readonly expertUserCount: number;
}

/** The role that comes with an appointment; null where it gives none. */
export const ROLE_OF: Readonly<Record<AppointmentKind, Role | null>> = {
  SUPER_USER: 'SUPER_USER',
  SIP_USER: 'APPOINTED_STAFF',
  EXPERT_USER: null,
  SYSTEM_ADMINISTRATOR: null,
  CONTACT_PERSON: null,
};

/** Kinds that are about a connected system. */
export const PER_SYSTEM: ReadonlySet<AppointmentKind> = new Set(['SYSTEM_ADMINISTRATOR', 'CONTACT_PERSON']);

/** How many expert users a unit should have: a tenth of its staff, rounded up, and nobody where nobody works (F-117). */
export function expertUserTarget(staffCount: number): number {
  return Math.ceil(staffCount / 10);
}

const MESSAGES = {
  APPOINTMENT_OUT_OF_SCOPE:
    'Du utser inte den personen till detta på den enheten, och aldrig dig själv. Låt den som ansvarar där utse.',
  APPOINTMENT_SYSTEM_UNKNOWN: 'Ange ett av de anslutna systemen, som uppdraget gäller.',
  ALREADY_APPOINTED: 'Personen har redan uppdraget på enheten.',
} as const;

/** The problem that somebody cannot be appointed. */
export function appointmentRefused(code: keyof typeof MESSAGES, field: string): AppointmentRefused {
  return { __typename: 'AppointmentRefused', code, message: MESSAGES[code], field };
}
