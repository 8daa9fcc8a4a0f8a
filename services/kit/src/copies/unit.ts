import type { EventData } from '@samplan/schema/events/contract';
import { unitChanged } from '@samplan/schema/events/organisation';
import type { AdministrationKind, UnitKind } from '../access/viewer.ts';
import type { Sql } from '../db/sql.ts';
import { type Handler, on } from '../events/inbox.ts';

/** What a subgraph knows of a unit that organisation owns. */
export interface UnitCopy {
  readonly unitId: string;
  readonly kind: UnitKind;
  readonly administrationId: string;
  readonly administrationKind: AdministrationKind;
  readonly principalId: string;
  /** Statistics Sweden's code. */
  readonly principalCode: string;
  readonly principalSlug: string;
  readonly regionId: string;
  readonly isActive: boolean;
}

/** Keeps the copy of units. An older version than the one stored changes nothing. */
export function onUnitChanged<Tx extends Sql>(): Handler<Tx> {
  return on(unitChanged, (tx, unit) => storeUnitCopies(tx, [unit]));
}

/** Stores what events say of units, each once, unless something later is stored. */
export async function storeUnitCopies(tx: Sql, units: readonly EventData<typeof unitChanged>[]): Promise<void> {
  await tx.$executeRawUnsafe(
    `INSERT INTO kit.unit AS u (unit_id, name, hsa_id, kind, administration_id, administration_kind, principal_id,
       principal_code, principal_slug, region_id, is_active, version)
     SELECT "unitId", name, "hsaId", kind, "administrationId", "administrationKind", "principalId", "principalCode",
       "principalSlug", "regionId", "isActive", version
     FROM json_to_recordset($1::json) AS g("unitId" text, name text, "hsaId" text, kind text, "administrationId" text,
       "administrationKind" text, "principalId" text, "principalCode" text, "principalSlug" text, "regionId" text,
       "isActive" boolean, version integer)
     ON CONFLICT (unit_id) DO UPDATE SET name = coalesce(excluded.name, u.name),
       hsa_id = coalesce(excluded.hsa_id, u.hsa_id), kind = excluded.kind, administration_id = excluded.administration_id,
       administration_kind = excluded.administration_kind, principal_id = excluded.principal_id,
       principal_code = excluded.principal_code, principal_slug = excluded.principal_slug,
       region_id = excluded.region_id, is_active = excluded.is_active, version = excluded.version
     WHERE u.version < excluded.version`,
    JSON.stringify(units),
  );
}

const COLUMNS = `unit_id AS "unitId", kind, administration_id AS "administrationId",
  administration_kind AS "administrationKind", principal_id AS "principalId", principal_code AS "principalCode",
  principal_slug AS "principalSlug", region_id AS "regionId", is_active AS "isActive"`;

/** The known units among the ids. */
export async function findUnitCopies(sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, UnitCopy>> {
  const rows = await sql.$queryRawUnsafe<UnitCopy[]>(`SELECT ${COLUMNS} FROM kit.unit WHERE unit_id = ANY($1)`, ids);
  return new Map(rows.map((row) => [row.unitId, row]));
}

/** Names of units by id, as far as organisation has told them. */
export async function unitNames(sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.$queryRawUnsafe<{ id: string; name: string }[]>(
    'SELECT unit_id AS id, name FROM kit.unit WHERE unit_id = ANY($1) AND name IS NOT NULL',
    ids,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
