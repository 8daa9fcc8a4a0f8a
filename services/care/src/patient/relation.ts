import type { Sql } from '@samplan/kit/db/sql';
import { type NewEvent, newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { newId } from '@samplan/kit/id';
import { careRelationChanged } from '@samplan/schema/events/care';

/** Why a unit has a relation to a patient (G-070). */
export type RelationBasis =
  /** It looked the patient up or registered the patient. Short. */
  | 'LOOK_UP'
  /** The patient is linked to it (F-222). */
  | 'LINK'
  /** It takes part in an episode. */
  | 'EPISODE'
  /** It takes part in a coordinated individual plan. */
  | 'SIP'
  /** It got a message about the patient outside episodes. */
  | 'MESSAGE';

/** A relation to open, or to open anew. */
export interface NewRelation {
  readonly patientId: string;
  readonly unitId: string;
  readonly basis: RelationBasis;
  /** The episode, plan or message; empty for the other bases. */
  readonly basisId: string;
  /** First instant without the relation; null while no end is known. */
  readonly until: Date | null;
}

interface RelationRow {
  readonly id: string;
  readonly patient_id: string;
  readonly unit_id: string;
  readonly since: Date;
  readonly until: Date | null;
  readonly version: number;
}

const RETURNED = 'id, patient_id, unit_id, since, until, version';

/** A unit with the same basis, as one relation: opening it again moves its end. Tells the other subgraphs. */
export async function openRelations(tx: Sql, relations: readonly NewRelation[], now: Date): Promise<void> {
  if (relations.length === 0) return;
  const given = relations.map((relation) => ({
    id: newId('rel'),
    patient_id: relation.patientId,
    unit_id: relation.unitId,
    basis: relation.basis,
    basis_id: relation.basisId,
    until: relation.until,
  }));
  const rows = await tx.$queryRawUnsafe<RelationRow[]>(
    `INSERT INTO care_relation AS r (id, patient_id, unit_id, basis, basis_id, since, until)
     SELECT id, patient_id, unit_id, basis, basis_id, $2::timestamptz, until FROM jsonb_to_recordset($1::jsonb)
       AS g(id text, patient_id text, unit_id text, basis text, basis_id text, until timestamptz)
     ON CONFLICT (unit_id, patient_id, basis, basis_id) DO UPDATE
       SET until = excluded.until, version = r.version + 1,
           since = CASE WHEN r.until IS NULL OR r.until > excluded.since THEN r.since ELSE excluded.since END
     RETURNING ${RETURNED}`,
    JSON.stringify(given),
    now,
  );
  await tell(tx, rows, now);
}

/** Ends the relations with a basis, from the given instant on; only for some units, when they are given. */
export async function endRelations(
  tx: Sql,
  basis: { readonly basis: RelationBasis; readonly basisId: string; readonly patientId: string },
  until: Date,
  now: Date,
  unitIds: readonly string[] | null = null,
): Promise<void> {
  const rows = await tx.$queryRawUnsafe<RelationRow[]>(
    `UPDATE care_relation SET until = $4::timestamptz, version = version + 1
     WHERE patient_id = $1 AND basis = $2 AND basis_id = $3 AND (until IS NULL OR until > $4)
       AND ($5::text[] IS NULL OR unit_id = ANY($5))
     RETURNING ${RETURNED}`,
    basis.patientId,
    basis.basis,
    basis.basisId,
    until,
    unitIds,
  );
  await tell(tx, rows, now);
}

async function tell(tx: Sql, rows: readonly RelationRow[], now: Date): Promise<void> {
  const events = rows.map(
    (row): NewEvent<typeof careRelationChanged> =>
      newEvent(careRelationChanged, row.id, {
        relationId: row.id,
        patientId: row.patient_id,
        unitId: row.unit_id,
        since: row.since.toISOString(),
        until: row.until?.toISOString() ?? null,
        version: row.version,
      }),
  );
  await writeEvents(tx, events, now);
}
