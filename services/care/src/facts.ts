import { holdsRole } from '@samplan/kit/copies/assignment';
import { findUnitCopies, type UnitCopy, unitNames } from '@samplan/kit/copies/unit';
import type { Sql } from '@samplan/kit/db/sql';
import { inOrder } from '@samplan/kit/ordered';

/** What care knows of units and staff, from the events of organisation and identity. */
export interface CareFacts {
  /** By id, in the order asked for. */
  units(ids: readonly string[]): Promise<readonly (UnitCopy | null)[]>;
  /** Names by id, as far as organisation has told them. */
  unitNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Does the user hold the role of physician at the ward? */
  isPhysicianAt(userId: string, wardUnitId: string): Promise<boolean>;
}

/** Facts in the local copies. */
export function copiedFacts(sql: Sql): CareFacts {
  return {
    async units(ids) {
      const found = await findUnitCopies(sql, ids);
      return inOrder(ids, [...found.values()], (unit) => unit.unitId);
    },
    unitNames: (ids) => unitNames(sql, ids),
    isPhysicianAt: (userId, wardUnitId) => holdsRole(sql, userId, wardUnitId, 'PHYSICIAN'),
  };
}
