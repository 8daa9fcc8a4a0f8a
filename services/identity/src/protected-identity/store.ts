import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, UnitReach } from '@samplan/kit/access/policy';
import type { MarkedLevel } from './domain.ts';

/** A protected patient of a unit. */
export interface ProtectedPatient {
  readonly patientId: string;
  readonly level: MarkedLevel;
  readonly staffIds: readonly string[];
}

/** What naming staff came to. */
export type Naming =
  | { readonly kind: 'NAMED'; readonly eventId: string }
  /** The user at the place has no assignment at the unit. */
  | { readonly kind: 'NOT_AT_UNIT'; readonly index: number }
  | { readonly kind: 'OUT_OF_REACH' };

/** The protected identities. Reach: patients that the viewer's unit has a relation to. */
export interface ProtectionStore {
  /**
   * Sets or, without a level, removes the mark.
   * @returns id of the event that everyone must hear; null out of reach, and when there is no mark to remove.
   */
  mark(
    grant: Grant<'identity-protection.mark', UnitReach>,
    patientId: string,
    level: MarkedLevel | null,
    access: AccessLog,
    now: Date,
  ): Promise<string | null>;
  /** Stores who at the viewer's unit may open the patient. */
  nameStaff(
    grant: Grant<'protected-staff.name', UnitReach>,
    patientId: string,
    userIds: readonly string[],
    access: AccessLog,
    now: Date,
  ): Promise<Naming>;
  /** The protected patients of the viewer's unit, for the one who names the staff. */
  ofUnit(
    grant: Grant<'protected-staff.name', UnitReach>,
    first: number,
    access: AccessLog,
    now: Date,
  ): Promise<readonly ProtectedPatient[]>;
}
