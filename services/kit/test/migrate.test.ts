import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MigrationFailed, migrate } from '@samplan/kit/db/migrate';
import { type OpenTestDatabase, openTestDatabase } from '@samplan/testing/open-database';
import { until } from '@samplan/testing/until';
import { layWire } from '@samplan/testing/wire';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let db: OpenTestDatabase;
let folder: string;
beforeEach(async () => {
  db = await openTestDatabase('sip');
  await db.query('DROP TABLE _prisma_migrations');
  folder = mkdtempSync(path.join(tmpdir(), 'samplan-migrations-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await db.drop();
});

function write(name: string, sql: string): void {
  mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, name, 'migration.sql'), sql);
}

const run = (): Promise<readonly string[]> => migrate(db.ownerUrl, folder);

async function failure(running: Promise<unknown> = run()): Promise<string> {
  try {
    await running;
  } catch (error) {
    if (error instanceof MigrationFailed) return error.message;
    throw error;
  }
  throw new Error('must fail');
}

async function tables(): Promise<readonly string[]> {
  const rows = await db.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_name LIKE 'm\\_%' ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

const ledger = () =>
  db.query(`SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS undone,
    applied_steps_count AS steps FROM _prisma_migrations ORDER BY started_at`);

describe('migrations', () => {
  test('are applied in the order of their names, once, and noted in Prisma’s ledger', async () => {
    write('2_second', 'ALTER TABLE m_one ADD COLUMN b int');
    write('1_first', 'CREATE TABLE m_one (a int)');
    expect(await run()).toEqual(['1_first', '2_second']);
    expect(await run()).toEqual([]);
    write('3_third', 'CREATE TABLE m_three (a int)');
    expect(await run()).toEqual(['3_third']);
    const checksum = createHash('sha256').update('CREATE TABLE m_one (a int)').digest('hex');
    expect((await ledger())[0]).toEqual({ name: '1_first', checksum, finished: true, undone: false, steps: 1 });
  });

  test('may hold functions, quotes and semicolons', async () => {
    write(
      '1_first',
      `CREATE FUNCTION m_f() RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 'a;b'; END $$;
      -- a comment; with a semicolon
      CREATE TABLE m_one (a text DEFAULT 'å;ä;ö');`,
    );
    await run();
    expect(await db.query('SELECT m_f() AS f')).toEqual([{ f: 'a;b' }]);
  });

  test('are applied once when several processes do it at once', async () => {
    write('1_first', 'CREATE TABLE m_one (a int); SELECT pg_sleep(0.05)');
    write('2_second', 'CREATE TABLE m_two (a int)');
    const applied = await Promise.all([run(), run(), run(), run()]);
    expect(applied.flat().sort()).toEqual(['1_first', '2_second']);
    expect(await ledger()).toHaveLength(2);
  });

  test('that were edited after they were applied are refused', async () => {
    write('1_first', 'CREATE TABLE m_one (a int)');
    await run();
    write('1_first', 'CREATE TABLE m_one (a int, b int)');
    write('2_second', 'CREATE TABLE m_two (a int)');
    expect(await failure()).toBe('Migration 1_first was edited after it was applied; add a new migration instead.');
    expect(await tables()).toEqual(['m_one']);
  });

  test('that fail are rolled back whole, those before them stand, and the next start tries again', async () => {
    write('1_first', 'CREATE TABLE m_one (a int)');
    write('2_second', 'CREATE TABLE m_two (a int); INSERT INTO m_two VALUES (1); SELECT nothing');
    write('3_third', 'CREATE TABLE m_three (a int)');
    expect(await failure()).toBe('Migration 2_second failed: column "nothing" does not exist.');
    expect(await tables()).toEqual(['m_one']);
    expect((await ledger())[1]).toMatchObject({ name: '2_second', finished: false, undone: true });

    write('2_second', 'CREATE TABLE m_two (a int)');
    expect(await run()).toEqual(['2_second', '3_third']);
    expect(await tables()).toEqual(['m_one', 'm_three', 'm_two']);
  });

  test('that are interrupted leave nothing, and the next start applies them', async () => {
    write('1_first', 'CREATE TABLE m_one (a int); SELECT pg_sleep(30)');
    const wire = await layWire(db.ownerUrl);
    const interrupted = failure(migrate(wire.url, folder));
    const running = `SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)' AND pid <> pg_backend_pid()
      AND datname = current_database() AND state = 'active'`;
    const pid = await until('it runs', async () => (await db.query<{ pid: number }>(running))[0]?.pid);
    wire.cut();
    await db.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
    expect(await interrupted).toMatch(/^Migration 1_first failed: /);
    expect([await tables(), await ledger()]).toEqual([[], []]);
    write('1_first', 'CREATE TABLE m_one (a int)');
    expect(await run()).toEqual(['1_first']);
    await wire.close();
  });

  test('that Prisma left half done are not touched', async () => {
    write('1_first', 'CREATE TABLE m_one (a int)');
    await run();
    await db.query('UPDATE _prisma_migrations SET finished_at = NULL');
    expect(await failure()).toMatch(/^Migration 1_first was left half done/);
  });

  test('are safe to apply while the tables are in use by the service’s role, which may not apply any', async () => {
    write('1_first', 'CREATE TABLE m_one (a int)');
    await expect(migrate(db.url, folder)).rejects.toThrow('permission denied');
  });

  test('that hold nothing, and files beside their folders, are nothing to do', async () => {
    writeFileSync(path.join(folder, 'migration_lock.toml'), '');
    expect(await run()).toEqual([]);
    await expect(migrate(db.ownerUrl, path.join(folder, 'missing'))).rejects.toThrow('ENOENT');
  });
});

test('kit’s own migration gives the service’s role what it needs and makes it owner of nothing', async () => {
  const owned = await db.query(
    `SELECT 1 FROM pg_class WHERE pg_get_userbyid(relowner) <> 'samplan' AND relnamespace = 'kit'::regnamespace`,
  );
  expect(owned).toEqual([]);
  const rights = await db.query<{ name: string; rights: string }>(
    `SELECT table_name AS name, string_agg(privilege_type, ' ' ORDER BY privilege_type) AS rights
     FROM information_schema.table_privileges WHERE table_schema = 'kit' AND grantee = 'samplan_application' GROUP BY 1 ORDER BY 1`,
  );
  expect(Object.fromEntries(rights.map((row) => [row.name, row.rights]))).toEqual({
    access_log: 'INSERT SELECT',
    access_log_purge: 'SELECT',
    access_log_seal: 'INSERT SELECT',
    access_log_shipped: 'SELECT UPDATE',
    access_log_unsealed: 'DELETE INSERT SELECT',
    assignment: 'INSERT SELECT UPDATE',
    block: 'INSERT SELECT UPDATE',
    block_lift: 'INSERT SELECT UPDATE',
    care_relation: 'INSERT SELECT UPDATE',
    ended_session: 'DELETE INSERT SELECT',
    idempotency: 'DELETE INSERT SELECT',
    inbox: 'INSERT SELECT',
    opening: 'INSERT SELECT UPDATE',
    outbox: 'INSERT SELECT',
    outbox_delivery: 'DELETE INSERT SELECT UPDATE',
    outbox_purged: 'SELECT',
    protected_patient: 'INSERT SELECT UPDATE',
    protected_staff: 'INSERT SELECT UPDATE',
    read_mode: 'INSERT SELECT UPDATE',
    signing_key: 'DELETE INSERT SELECT',
    unit: 'INSERT SELECT UPDATE',
  });
});
