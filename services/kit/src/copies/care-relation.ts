import { careRelationChanged } from '@samplan/schema/events/care';
import type { EventData } from '@samplan/schema/events/contract';
import type { AccessLog, DenialReason } from '../access/log.ts';
import type { Grant } from '../access/policy.ts';
import { readerOf, readerSql } from '../access/reader.ts';
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

/** What stands between a unit and a patient; null when nothing does. */
export type Hindrance = Extract<DenialReason, 'NOT_IN_REACH' | 'PROTECTED'> | null;

/** Whether an action reaches further than the unit's own relations: reading does, after the patient was opened. */
export interface RelationOptions {
  readonly orOpened: boolean;
}

/**
 * What stands between the viewer's unit and each of the patients at the instant: no relation (G-070), or a protected identity
 * that the viewer may not open (G-090).
 */
export async function hindrances(
  sql: Sql,
  grant: Pick<Grant<string>, 'viewer'>,
  patientIds: readonly string[],
  now: Date,
  { orOpened }: RelationOptions,
): Promise<ReadonlyMap<string, Hindrance>> {
  const reader = readerSql(3);
  const rows = await sql.$queryRawUnsafe<{ id: string; hindrance: Hindrance }[]>(
    `SELECT p.id, CASE WHEN ${reader.isHidden('p.id')} THEN 'PROTECTED'
         WHEN EXISTS (SELECT 1 FROM kit.care_relation r WHERE r.unit_id = $2 AND r.patient_id = p.id
           AND r.since <= $4::timestamptz AND (r.until IS NULL OR r.until > $4::timestamptz)) THEN NULL
         WHEN ${orOpened ? reader.hasOpened('p.id') : 'false'} THEN NULL
         ELSE 'NOT_IN_REACH' END AS hindrance
     FROM unnest($1::text[]) AS p(id)`,
    patientIds,
    grant.viewer.assignment.unitId,
    readerOf(grant, now),
    now,
  );
  return new Map(rows.map((row) => [row.id, row.hindrance]));
}

/** The patients whom nothing stands between and the viewer's unit, in the order given; an attempt on another is noted as denied. */
export async function withinReach(
  sql: Sql,
  grant: Grant<string>,
  patientIds: readonly string[],
  access: AccessLog,
  now: Date,
  options: RelationOptions,
): Promise<readonly string[]> {
  const hindering = await hindrances(sql, grant, patientIds, now, options);
  for (const [patientId, hindrance] of hindering) {
    if (hindrance) access.denied(grant.action, hindrance, { patientId });
  }
  return patientIds.filter((id) => hindering.get(id) === null);
}

/** Does the unit have a relation to the patient at the instant, whatever else stands between them? */
export async function isRelated(sql: Sql, unitId: string, patientId: string, at: Date): Promise<boolean> {
  const rows = await sql.$queryRawUnsafe<unknown[]>(
    `SELECT 1 FROM kit.care_relation WHERE unit_id = $1 AND patient_id = $2
       AND since <= $3::timestamptz AND (until IS NULL OR until > $3::timestamptz) LIMIT 1`,
    unitId,
    patientId,
    at,
  );
  return rows.length > 0;
}
