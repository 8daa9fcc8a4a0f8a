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
  return on(unitChanged, storeUnitCopy);
}

/** Stores what an event says of a unit, unless something later is stored. */
export async function storeUnitCopy(tx: Sql, unit: EventData<typeof unitChanged>): Promise<void> {
  await tx.$executeRawUnsafe(
    `INSERT INTO kit.unit (unit_id, kind, administration_id, administration_kind, principal_id, principal_code,
       principal_slug, region_id, is_active, version)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (unit_id) DO UPDATE SET kind = $2, administration_id = $3, administration_kind = $4,
       principal_id = $5, principal_code = $6, principal_slug = $7, region_id = $8, is_active = $9, version = $10
     WHERE kit.unit.version < $10`,
    unit.unitId,
    unit.kind,
    unit.administrationId,
    unit.administrationKind,
    unit.principalId,
    unit.principalCode,
    unit.principalSlug,
    unit.regionId,
    unit.isActive,
    unit.version,
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
