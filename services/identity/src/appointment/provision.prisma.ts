import type { Sql } from '@samplan/kit/db/sql';
import { newId } from '@samplan/kit/id';
import type { ProvisionedUser } from '../user/provision.prisma.ts';

interface Missing {
  readonly assignmentId: string;
  readonly userId: string;
  readonly unitId: string;
  readonly administrationId: string;
  readonly principalId: string;
  /** Of the first principal of the school; null while there is none. */
  readonly byAssignmentId: string | null;
  readonly byUserId: string | null;
}

/**
 * Gives accounts that were made outside the workflow the appointments that their roles stand on: nobody is school staff in SIP
 * without the appointment of the school's principal, with whom it ends (F-010, f.2 35).
 * @returns how many lack a principal; they have no appointment.
 */
export async function appointProvisioned(tx: Sql, users: readonly ProvisionedUser[], now: Date): Promise<number> {
  const missing = await tx.$queryRawUnsafe<Missing[]>(
    `SELECT a.id AS "assignmentId", a.user_id AS "userId", a.unit_id AS "unitId", u.administration_id AS "administrationId",
            u.principal_id AS "principalId", p.id AS "byAssignmentId", p.user_id AS "byUserId"
     FROM assignment a JOIN kit.unit u USING (unit_id)
     LEFT JOIN LATERAL (SELECT id, user_id FROM assignment WHERE unit_id = a.unit_id AND role = 'SCHOOL_PRINCIPAL' AND is_active
                        AND user_id <> a.user_id ORDER BY id LIMIT 1) p ON true
     WHERE a.id = ANY($1) AND a.role = 'APPOINTED_STAFF'`,
    users.flatMap(({ assignmentIds }) => assignmentIds),
  );
  for (const { byAssignmentId, byUserId, ...of } of missing) {
    if (byAssignmentId === null) continue;
    await tx.$executeRawUnsafe(
      `INSERT INTO appointment (id, kind, principal_id, administration_id, unit_id, user_id, assignment_id, appointed_by_id,
         appointed_by_assignment_id, appointed_at)
       VALUES ($1, 'SIP_USER', $2, $3, $4, $5, $6, $7, $8, $9)`,
      newId('apt'),
      of.principalId,
      of.administrationId,
      of.unitId,
      of.userId,
      of.assignmentId,
      byUserId,
      byAssignmentId,
      now,
    );
  }
  return missing.filter(({ byAssignmentId }) => byAssignmentId === null).length;
}
