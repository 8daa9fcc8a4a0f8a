import type { EventData } from '@samplan/schema/events/contract';
import { assignmentChanged } from '@samplan/schema/events/identity';
import type { Role } from '../access/viewer.ts';
import type { Sql } from '../db/sql.ts';
import { type Handler, on } from '../events/inbox.ts';

/** Keeps the copy of assignments, by which tokens of ended ones stop working and rules know who holds which role where. */
export function onAssignmentChanged<Tx extends Sql>(): Handler<Tx> {
  return on(assignmentChanged, storeAssignmentCopy);
}

/** Stores what an event says of an assignment, unless something later is stored. */
export async function storeAssignmentCopy(tx: Sql, a: EventData<typeof assignmentChanged>): Promise<void> {
  await tx.$executeRawUnsafe(
    `INSERT INTO kit.assignment (assignment_id, user_id, unit_id, role, is_active, version)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (assignment_id) DO UPDATE SET user_id = $2, unit_id = $3, role = $4, is_active = $5, version = $6
     WHERE kit.assignment.version < $6`,
    a.assignmentId,
    a.userId,
    a.unitId,
    a.role,
    a.isActive,
    a.version,
  );
}

/** Does the user hold the role at the unit now? */
export async function holdsRole(sql: Sql, userId: string, unitId: string, role: Role): Promise<boolean> {
  const rows = await sql.$queryRawUnsafe<unknown[]>(
    'SELECT 1 FROM kit.assignment WHERE unit_id = $2 AND role = $3 AND user_id = $1 AND is_active LIMIT 1',
    userId,
    unitId,
    role,
  );
  return rows.length > 0;
}
