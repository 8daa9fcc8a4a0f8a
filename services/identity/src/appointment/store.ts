import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { PageRequest } from '@samplan/kit/page';
import type { AppointmentKind } from '../generated/resolvers.ts';
import type { Appointment, Coverage } from './domain.ts';
import type { AppointedReach, AppointerReach } from './policy.ts';

/** Grant to appoint. */
export type MakeGrant = Grant<'appointment.make', AppointerReach>;
/** Grant to see appointments. */
export type ReadGrant = Grant<'appointment.read', AppointedReach>;

/** What to list. */
export interface AppointmentFilter {
  readonly unitId: string | null;
  readonly kind: AppointmentKind | null;
}

/** The appointments that have not ended. */
export interface AppointmentStore {
  list(grant: ReadGrant, filter: AppointmentFilter, page: PageRequest): Promise<readonly Appointment[]>;
  /** Those at a unit, of the region or municipality. Names and numbers of colleagues, no patient data. */
  atUnit(principalId: string, unitId: string, first: number): Promise<readonly Appointment[]>;
  /** Staff and expert users by unit of the administration. */
  coverage(grant: ReadGrant, first: number): Promise<readonly Coverage[]>;
  /** The unit if it is in use, and whether the person has an account in the appointer's region or municipality. */
  facts(
    grant: MakeGrant,
    unitId: string,
    userId: string,
  ): Promise<{
    readonly unit: { readonly unitId: string; readonly administrationId: string } | null;
    readonly isKnown: boolean;
  }>;
  /** Stores an appointment and gives the role that comes with it. @returns null when the person has it already. */
  make(grant: MakeGrant, appointment: Appointment, access: AccessLog): Promise<Appointment | null>;
  find(grant: MakeGrant, id: string): Promise<Appointment | null>;
  /** Ends it with its role. @returns events to wait for; or null, when it had ended. */
  end(grant: MakeGrant, appointment: Appointment, access: AccessLog, now: Date): Promise<readonly string[] | null>;
}
