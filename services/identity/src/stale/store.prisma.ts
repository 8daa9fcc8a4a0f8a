import type { PrismaClient } from '../generated/prisma/client.ts';
import type { StaleAccount, StaleStore } from './store.ts';

/** The accounts that look forgotten, in PostgreSQL. */
export function prismaStale(db: PrismaClient): StaleStore {
  return {
    async list({ reach }, since, today, { first, after }) {
      return await db.$queryRawUnsafe<StaleAccount[]>(
        `WITH own AS (
           SELECT u.id, u.created_at,
                  (SELECT max(s.started_at) FROM session s WHERE s.user_id = u.id) AS last,
                  EXISTS (SELECT FROM assignment a JOIN kit.unit k USING (unit_id)
                          WHERE a.user_id = u.id AND a.is_active AND NOT k.is_active) AS has_ended_unit,
                  EXISTS (SELECT FROM assignment a WHERE a.user_id = u.id AND a.is_active
                          AND (a.valid_to IS NULL OR a.valid_to >= $3::date)) AS has_assignment
           FROM "user" u
           WHERE u.is_active AND EXISTS (SELECT FROM assignment a JOIN kit.unit k USING (unit_id)
                                         WHERE a.user_id = u.id AND k.administration_id = $1)
             AND ($4::text IS NULL OR u.id > $4)
         ), judged AS (
           SELECT id, last, array_remove(ARRAY[
                    CASE WHEN NOT has_assignment THEN 'EMPLOYMENT_ENDED' END,
                    CASE WHEN coalesce(last, created_at) < $2 THEN 'NO_SIGN_IN' END,
                    CASE WHEN has_ended_unit THEN 'UNIT_ENDED' END], NULL) AS reasons
           FROM own
         )
         SELECT id AS "userId", last AS "lastSignInAt", reasons FROM judged
         WHERE cardinality(reasons) > 0 ORDER BY id LIMIT $5`,
        reach.administrationId,
        since,
        today,
        after,
        first + 1,
      );
    },
  };
}
