import type { AdministrationKind, Role, UnitKind } from '@samplan/kit/access/viewer';
import type { Day } from '@samplan/kit/time';

/** A role at a unit (sv. medarbetaruppdrag), with what identity knows of the unit. */
export interface Assignment {
  readonly id: string;
  readonly userId: string;
  readonly role: Role;
  readonly unitId: string;
  /** Last day of validity. */
  readonly validTo: Day | null;
  readonly unitKind: UnitKind;
  readonly administrationId: string;
  readonly administrationKind: AdministrationKind;
  readonly principalId: string;
  /** Where people of the administration may work from (F-162). Empty: from anywhere. */
  readonly networks: readonly string[];
}

/** The assignments. */
export interface AssignmentStore {
  /**
   * The user's assignments that hold on the day, at units in use, and by agreement at closed ones (F-122).
   * @param day - today in Europe/Stockholm.
   */
  findCurrent(userId: string, day: Day): Promise<readonly Assignment[]>;
  /**
   * Those of them at a unit.
   * @param unitHsaId - of the unit (G-130), however it is written. Nothing is found until organisation has told it.
   */
  findCurrentAt(userId: string, unitHsaId: string, day: Day): Promise<readonly Assignment[]>;
}
