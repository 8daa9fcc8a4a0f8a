import { careRelationChanged } from '@samplan/schema/events/care';
import type { Sql } from '../db/sql.ts';
import { type Handler, on } from '../events/inbox.ts';

/** Keeps the copy of care relations, which care decides (G-070). */
export function onCareRelationChanged<Tx extends Sql>(): Handler<Tx> {
  return on(careRelationChanged, async (tx, relation) => {
    await tx.$executeRawUnsafe(
      `INSERT INTO kit.care_relation (relation_id, patient_id, unit_id, since, until, version)
       VALUES ($1, $2, $3, $4::timestamptz, $5::timestamptz, $6)
       ON CONFLICT (relation_id) DO UPDATE SET patient_id = $2, unit_id = $3, since = $4::timestamptz,
         until = $5::timestamptz, version = $6
       WHERE kit.care_relation.version < $6`,
      relation.relationId,
      relation.patientId,
      relation.unitId,
      relation.since,
      relation.until,
      relation.version,
    );
  });
}

/** Which of the patients does the unit have a relation to at the instant? */
export async function relatedPatients(
  sql: Sql,
  unitId: string,
  patientIds: readonly string[],
  at: Date,
): Promise<ReadonlySet<string>> {
  const rows = await sql.$queryRawUnsafe<{ patient_id: string }[]>(
    `SELECT DISTINCT patient_id FROM kit.care_relation
     WHERE unit_id = $1 AND patient_id = ANY($2) AND since <= $3 AND (until IS NULL OR until > $3)`,
    unitId,
    patientIds,
    at,
  );
  return new Set(rows.map((row) => row.patient_id));
}
