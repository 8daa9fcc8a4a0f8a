import { careRelationChanged } from '@samplan/schema/events/care';
import type { EventData } from '@samplan/schema/events/contract';
import type { Sql } from '../db/sql.ts';
import { type Handler, on } from '../events/inbox.ts';

/** Keeps the copy of care relations, which care decides (G-070). */
export function onCareRelationChanged<Tx extends Sql>(): Handler<Tx> {
  return on(careRelationChanged, (tx, relation) => storeCareRelationCopies(tx, [relation]));
}

/** Stores what events say of care relations, each once, unless something later is stored. */
export async function storeCareRelationCopies(
  tx: Sql,
  relations: readonly EventData<typeof careRelationChanged>[],
): Promise<void> {
  await tx.$executeRawUnsafe(
    `INSERT INTO kit.care_relation AS r (relation_id, patient_id, unit_id, since, until, version)
     SELECT "relationId", "patientId", "unitId", since, until, version
     FROM json_to_recordset($1::json)
       AS g("relationId" text, "patientId" text, "unitId" text, since timestamptz, until timestamptz, version integer)
     ON CONFLICT (relation_id) DO UPDATE SET patient_id = excluded.patient_id, unit_id = excluded.unit_id,
       since = excluded.since, until = excluded.until, version = excluded.version
     WHERE r.version < excluded.version`,
    JSON.stringify(relations),
  );
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
