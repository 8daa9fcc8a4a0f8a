import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, PrincipalReach, UnitReach } from '@samplan/kit/access/policy';
import type { Block } from '../block/domain.ts';
import type { EmergencyAccess } from './domain.ts';

/** Somebody opened what is closed as a rule, as the log reviewer sees it. */
export interface ExceptionalAccess {
  readonly id: string;
  readonly kind:
    | 'EMERGENCY'
    | 'LIFT_BY_CONSENT'
    | 'LIFT_FOR_NECESSARY_CARE'
    | 'LIFT_BY_REQUEST'
    | 'SHARED_WITH_CONSENT'
    | 'SHARED_WITHOUT_CONSENT';
  readonly userId: string;
  readonly unitId: string;
  readonly patientId: string;
  readonly openedAt: Date;
  readonly endsAt: Date;
  readonly reason: string;
}

/** The emergency accesses. */
export interface EmergencyStore {
  /**
   * Opens a patient for the viewer.
   * @returns the blocks that stay closed and the event that everyone must hear; null when there is no such patient.
   */
  open(
    grant: Grant<'emergency.open', UnitReach>,
    opened: EmergencyAccess,
    access: AccessLog,
    now: Date,
  ): Promise<{ readonly blocks: readonly Block[]; readonly eventId: string } | null>;
  /** The latest exceptional accesses by people of the grant's care giver. */
  latest(
    grant: Grant<'exceptional-access.review', PrincipalReach>,
    first: number,
    access: AccessLog,
  ): Promise<readonly ExceptionalAccess[]>;
}
