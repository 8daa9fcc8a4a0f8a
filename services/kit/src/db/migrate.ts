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
 * agree. Safe when several processes do it at once.
 *
 * @param url - database, as the owner of the tables.
 * @param folder - holds `<stamp>_<name>/migration.sql`.
 * @returns names of the migrations applied now.
 * @throws MigrationFailed when one was edited after it was applied, failed earlier, or fails now.
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

async function readLedger(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  await client.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`);
  const { rows } = await client.query<LedgerRow>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const failed = rows.find((row) => row.finished_at === null);
  if (failed) throw new MigrationFailed(`Migration ${failed.migration_name} failed earlier; resolve it first.`);
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

async function apply(client: pg.Client, name: string, sql: string, checksum: string): Promise<void> {
  const id = randomUUID();
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    checksum,
    name,
  ]);
  try {
    // Several statements in one simple query are one transaction: all or nothing.
    await client.query(sql);
  } catch (cause) {
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, String(cause)]);
    throw new MigrationFailed(`Migration ${name} failed: ${cause instanceof Error ? cause.message : 'unknown'}.`, {
      cause,
    });
  }
  await client.query('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id]);
}
