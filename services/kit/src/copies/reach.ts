import type { EventContract, EventData } from '@samplan/schema/events/contract';
import {
  blockChanged,
  blockLifted,
  identityProtectionChanged,
  patientOpened,
  protectedStaffNamed,
  readModeChanged,
} from '@samplan/schema/events/reach';
import type pg from 'pg';
import type { Sql } from '../db/sql.ts';
import { type Handler, on } from '../events/inbox.ts';

/** A table of copies: its name in schema `kit`, its key, and its columns with where an event holds them. */
interface CopyTable {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, readonly [field: string, type: string]>>;
}

const BLOCK: CopyTable = {
  name: 'block',
  key: ['block_id'],
  columns: {
    block_id: ['blockId', 'text'],
    patient_id: ['patientId', 'text'],
    source_id: ['sourceId', 'text'],
    principal_id: ['principalId', 'text'],
    is_outer: ['isOuter', 'boolean'],
    covers_sent: ['coversSent', 'boolean'],
    is_active: ['isActive', 'boolean'],
    version: ['version', 'integer'],
  },
};

const LIFT: CopyTable = {
  name: 'block_lift',
  key: ['lift_id'],
  columns: {
    lift_id: ['liftId', 'text'],
    block_id: ['blockId', 'text'],
    unit_id: ['unitId', 'text'],
    until: ['until', 'timestamptz'],
    version: ['version', 'integer'],
  },
};

const OPENING: CopyTable = {
  name: 'opening',
  key: ['opening_id'],
  columns: {
    opening_id: ['openingId', 'text'],
    patient_id: ['patientId', 'text'],
    user_id: ['userId', 'text'],
    unit_id: ['unitId', 'text'],
    source_id: ['sourceId', 'text'],
    since: ['since', 'timestamptz'],
    until: ['until', 'timestamptz'],
    version: ['version', 'integer'],
  },
};

const PROTECTED_PATIENT: CopyTable = {
  name: 'protected_patient',
  key: ['patient_id'],
  columns: {
    patient_id: ['patientId', 'text'],
    level: ['level', 'text'],
    is_active: ['isActive', 'boolean'],
    version: ['version', 'integer'],
  },
};

const PROTECTED_STAFF: CopyTable = {
  name: 'protected_staff',
  key: ['patient_id', 'unit_id'],
  columns: {
    patient_id: ['patientId', 'text'],
    unit_id: ['unitId', 'text'],
    user_ids: ['userIds', 'text[]'],
    version: ['version', 'integer'],
  },
};

const READ_MODE: CopyTable = {
  name: 'read_mode',
  key: ['region_id'],
  columns: {
    region_id: ['regionId', 'text'],
    principal_ids: ['principalIds', 'text[]'],
    is_on: ['isOn', 'boolean'],
    version: ['version', 'integer'],
  },
};

/** Stores what an event says in its table of copies, unless something later is stored. */
function storing<C extends EventContract>({ name, key, columns }: CopyTable) {
  const names = Object.keys(columns);
  const fields = Object.values(columns);
  const set = names.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`);
  const statement = `INSERT INTO kit.${name} AS c (${names.join(', ')})
    SELECT ${fields.map(([field]) => `"${field}"`).join(', ')}
    FROM json_to_recordset($1::json) AS g(${fields.map(([field, type]) => `"${field}" ${type}`).join(', ')})
    ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${set.join(', ')} WHERE c.version < excluded.version`;
  return async (tx: Sql, given: readonly EventData<C>[]): Promise<void> => {
    await tx.$executeRawUnsafe(statement, JSON.stringify(given));
  };
}

/** Store copies of what identity decides, in the transaction that decides or hears it. */
export const storeBlocks = storing<typeof blockChanged>(BLOCK);
/** See {@link storeBlocks}. */
export const storeLifts = storing<typeof blockLifted>(LIFT);
/** See {@link storeBlocks}. */
export const storeOpenings = storing<typeof patientOpened>(OPENING);
/** See {@link storeBlocks}. */
export const storeProtectedPatients = storing<typeof identityProtectionChanged>(PROTECTED_PATIENT);
/** See {@link storeBlocks}. */
export const storeProtectedStaff = storing<typeof protectedStaffNamed>(PROTECTED_STAFF);
/** See {@link storeBlocks}. */
export const storeReadModes = storing<typeof readModeChanged>(READ_MODE);

/** Keeps the copies of what identity decides and every call asks: what may be read of whom, and whether anything may be changed. */
export function onReachChanged<Tx extends Sql>(): readonly Handler<Tx>[] {
  return [
    on(blockChanged, (tx, data) => storeBlocks(tx, [data])),
    on(blockLifted, (tx, data) => storeLifts(tx, [data])),
    on(patientOpened, (tx, data) => storeOpenings(tx, [data])),
    on(identityProtectionChanged, (tx, data) => storeProtectedPatients(tx, [data])),
    on(protectedStaffNamed, (tx, data) => storeProtectedStaff(tx, [data])),
    on(readModeChanged, (tx, data) => storeReadModes(tx, [data])),
  ];
}

/** Stores what was decided and not told yet, in its order. The event that tells it later changes nothing. */
export async function storeReach(
  pool: Pick<pg.Pool, 'query'>,
  decided: readonly { readonly type: string; readonly data?: unknown }[],
): Promise<void> {
  const sql: Sql = {
    $queryRawUnsafe: async () => {
      throw new TypeError('copies are only written');
    },
    $executeRawUnsafe: async (statement, ...values) => (await pool.query(statement, values)).rowCount ?? 0,
  };
  for (const { type, data } of decided) {
    const handler = onReachChanged().find(({ contract }) => contract.type === type);
    await handler?.handle(sql, handler.contract.data.parse(data), new Date());
  }
}
