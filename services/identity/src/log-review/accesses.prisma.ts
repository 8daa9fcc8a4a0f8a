import type { PrismaClient } from '../generated/prisma/client.ts';
import type { LoggedAccess, ReviewScope } from './domain.ts';
import type { AccessStore } from './store.ts';

const COLUMNS = `'log_' || l.subgraph || '_' || l.seal AS id, l.at, l.kind, l.action, l.reason AS "denialReason",
  l.patient_id AS "patientId", l.subject_id AS "subjectId", l.user_id AS "actorId", l.role, l.unit_id AS "unitId"`;

/** The accesses of a scope; its values are the first seven of a statement. */
const IN_SCOPE = `l.principal_id = $1 AND ($2::text IS NULL OR l.administration_id = $2)
  AND ($3::text IS NULL OR l.unit_id = $3) AND l.at >= $4 AND l.at < $5
  AND (cardinality($6::text[]) = 0 OR l.user_id = ANY($6)) AND ($7::text IS NULL OR l.patient_id = $7)`;

function valuesOf(scope: ReviewScope): readonly unknown[] {
  const { principalId, administrationId, unitId, fromAt, toAt, userIds, patientId } = scope;
  return [principalId, administrationId, unitId, fromAt, toAt, userIds, patientId];
}

/** Accesses in PostgreSQL. Sorting and choosing is done there, so that a log of any length takes no memory here. */
export function prismaAccesses(db: PrismaClient): AccessStore {
  return {
    async count(scope) {
      const [row] = await db.$queryRawUnsafe<{ count: number }[]>(
        `SELECT count(*)::int AS count FROM log_entry l WHERE ${IN_SCOPE}`,
        ...valuesOf(scope),
      );
      return row?.count ?? 0;
    },
    async hasAccessOf(scope, userId) {
      const rows = await db.$queryRawUnsafe<unknown[]>(
        `SELECT 1 FROM log_entry l WHERE ${IN_SCOPE} AND l.user_id = $8 LIMIT 1`,
        ...valuesOf(scope),
        userId,
      );
      return rows.length > 0;
    },
    async extract(scope, seed, limit) {
      return await db.$queryRawUnsafe<LoggedAccess[]>(
        `SELECT * FROM (
           SELECT ${COLUMNS} FROM log_entry l
           WHERE ${IN_SCOPE} AND (l.patient_id IS NOT NULL OR l.kind = 'DENIED')
           ORDER BY sha256(convert_to($8 || ' ' || l.subgraph || ' ' || l.seal, 'UTF8')), l.subgraph, l.seal LIMIT $9
         ) chosen ORDER BY at, id`,
        ...valuesOf(scope),
        seed,
        limit,
      );
    },
    async list(scope, { first, after }) {
      const [, subgraph = '', seal = ''] = /^log_([a-z]+)_(\d{1,15})$/.exec(after ?? '') ?? [];
      return await db.$queryRawUnsafe<LoggedAccess[]>(
        `SELECT ${COLUMNS} FROM log_entry l
         WHERE ${IN_SCOPE} AND ($8::text = '' OR (l.at, l.subgraph, l.seal) >
           (SELECT b.at, b.subgraph, b.seal FROM log_entry b WHERE b.subgraph = $8 AND b.seal = $9::bigint))
         ORDER BY l.at, l.subgraph, l.seal LIMIT $10`,
        ...valuesOf(scope),
        subgraph,
        seal === '' ? 0 : Number(seal),
        first + 1,
      );
    },
  };
}
