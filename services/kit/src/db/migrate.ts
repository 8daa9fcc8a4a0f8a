import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';

/** The advisory lock that Prisma's own engine takes, so that both wait for each other. */
const PRISMA_LOCK = 72_707_369;

/** A migration could not be applied. The message is one sentence for the operator. */
export class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed';
}

interface LedgerRow {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
}

/**
 * Applies the migrations of a folder in Prisma's layout, keeping Prisma's ledger, so that `prisma migrate deploy` and this
 * agree. Safe when several processes do it at once, and when it is killed: a migration and its line in the ledger are one
 * transaction. One that fails is noted as rolled back, so that the next start tries it again.
 *
 * @param url - database, as the owner of the tables.
 * @param folder - holds `<stamp>_<name>/migration.sql`.
 * @returns names of the migrations applied now.
 * @throws MigrationFailed when one was edited after it was applied, was left half done by Prisma, or fails now.
 */
export async function migrate(url: string, folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {}); // a lost connection surfaces in the query that needed it
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    const ledger = await readLedger(client);
    const applied: string[] = [];
    for (const name of names) {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      const before = ledger.get(name);
      if (before === undefined) {
        await apply(client, name, sql, checksum);
        applied.push(name);
      } else if (before !== checksum) {
        throw new MigrationFailed(`Migration ${name} was edited after it was applied; add a new migration instead.`);
      }
    }
    return applied;
  } finally {
    await client.end();
  }
}

/**
 * Notes as rolled back what another tool, as `prisma migrate deploy`, left half done, so that it is tried again. Only for when its
 * remains are gone from the database. Our own failures leave none and need no such word.
 *
 * @param url - database, as the owner of the tables.
 * @returns names of the migrations that were half done.
 */
export async function forgetFailed(url: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await readyLedger(client);
    const { rows } = await client.query<{ migration_name: string }>(
      `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL
       RETURNING migration_name`,
    );
    return rows.map((row) => row.migration_name);
  } finally {
    await client.end();
  }
}

async function readyLedger(client: pg.Client): Promise<void> {
  await client.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`);
}

async function readLedger(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  await readyLedger(client);
  const { rows } = await client.query<LedgerRow>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const failed = rows.find((row) => row.finished_at === null);
  if (failed) {
    throw new MigrationFailed(
      `Migration ${failed.migration_name} was left half done; mend the database and give samplan migrate --retry.`,
    );
  }
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

async function apply(client: pg.Client, name: string, sql: string, checksum: string): Promise<void> {
  const note = async (columns: string, values: string, more: readonly unknown[] = []): Promise<void> => {
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, ${columns}) VALUES ($1, $2, $3, ${values})`,
      [randomUUID(), checksum, name, ...more],
    );
  };
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await note('finished_at, applied_steps_count', 'now(), 1');
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => {}); // the connection is lost, and with it the transaction
    await note('rolled_back_at, logs', 'now(), $4', [String(cause)]).catch(() => {});
    throw new MigrationFailed(`Migration ${name} failed: ${cause instanceof Error ? cause.message : 'unknown'}.`, {
      cause,
    });
  }
}
