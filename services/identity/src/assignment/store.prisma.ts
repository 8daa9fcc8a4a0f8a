import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Assignment, AssignmentStore } from './store.ts';

/** Of the user $1, on the day $2. */
const CURRENT = `SELECT a.id, a.user_id AS "userId", a.role, a.unit_id AS "unitId", a.valid_to::text AS "validTo",
         u.kind AS "unitKind", u.administration_id AS "administrationId",
         u.administration_kind AS "administrationKind", u.principal_id AS "principalId",
    coalesce((SELECT n.networks FROM allowed_network n WHERE n.administration_id = u.administration_id
              ORDER BY n.version DESC LIMIT 1), '{}') AS networks
  FROM assignment a JOIN kit.unit u USING (unit_id)
  WHERE a.user_id = $1 AND a.is_active AND (u.is_active OR a.extended_to >= $2::date)
    AND (a.valid_to IS NULL OR a.valid_to >= $2::date)`;

/** Assignments in PostgreSQL, beside the copy of units that organisation feeds. */
export function prismaAssignments(db: PrismaClient): AssignmentStore {
  return {
    async findCurrent(userId, day) {
      return await db.$queryRawUnsafe<Assignment[]>(`${CURRENT} ORDER BY a.id`, userId, day);
    },
    async findCurrentAt(userId, unitHsaId, day) {
      return await db.$queryRawUnsafe<Assignment[]>(
        `${CURRENT} AND upper(u.hsa_id) = upper($3) ORDER BY a.id`,
        userId,
        day,
        unitHsaId,
      );
    },
  };
}
