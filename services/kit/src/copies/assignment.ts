import type { EventData } from '@samplan/schema/events/contract';
import { assignmentChanged } from '@samplan/schema/events/identity';
import type { Role } from '../access/viewer.ts';
import type { Sql } from '../db/sql.ts';
import { type Handler, on } from '../events/inbox.ts';

/**
 * Keeps the copy of assignments, by which tokens of ended ones stop working and rules know who holds which role where.
 * @param noteEnded - tells this process at once that an assignment has ended.
 */
export function onAssignmentChanged<Tx extends Sql>(noteEnded: (assignmentId: string) => void): Handler<Tx> {
  return on(assignmentChanged, async (tx, assignment) => {
    await storeAssignmentCopies(tx, [assignment]);
    if (!assignment.isActive) noteEnded(assignment.assignmentId);
  });
}

/** Stores what events say of assignments, each once, unless something later is stored. */
export async function storeAssignmentCopies(
  tx: Sql,
  assignments: readonly EventData<typeof assignmentChanged>[],
): Promise<void> {
  await tx.$executeRawUnsafe(
    `INSERT INTO kit.assignment AS a (assignment_id, user_id, unit_id, role, is_active, version)
     SELECT "assignmentId", "userId", "unitId", role, "isActive", version
     FROM json_to_recordset($1::json)
       AS g("assignmentId" text, "userId" text, "unitId" text, role text, "isActive" boolean, version integer)
     ON CONFLICT (assignment_id) DO UPDATE SET user_id = excluded.user_id, unit_id = excluded.unit_id,
       role = excluded.role, is_active = excluded.is_active, version = excluded.version
     WHERE a.version < excluded.version`,
    JSON.stringify(assignments),
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
