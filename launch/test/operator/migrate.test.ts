import { readdirSync } from 'node:fs';
import { migrationsOf } from '@samplan/launch/migrations';
import { startPostgres } from '@samplan/launch/postgres/server';
import { createDatabase } from '@samplan/launch/provision';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import { SERVICE_LOGIN, serverUrl } from '@samplan/testing/server';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { freshFolder } from './folder.ts';
import { give } from './giving.ts';

let made = 0;

/** An empty database: its address as the owner, and a way to ask it. */
async function emptyDatabase() {
  made += 1;
  const name = `empty_${process.pid}_${made}`;
  await createDatabase(serverUrl(), name);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  onTestFinished(async () => {
    await client.end();
    const admin = new pg.Client({ connectionString: serverUrl() });
    await admin.connect();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  });
  return { url: url.href, query: async (sql: string) => (await client.query(sql)).rows };
}

function names(subgraph: (typeof SUBGRAPHS)[number]): readonly string[] {
  return readdirSync(migrationsOf(subgraph))
    .filter((name) => !name.endsWith('.toml'))
    .sort();
}

/** What the ledger says of each try, first to last. */
async function ledger(query: (sql: string) => Promise<readonly unknown[]>) {
  return await query(`SELECT migration_name AS name, finished_at IS NOT NULL AS "isFinished",
    rolled_back_at IS NOT NULL AS "isRolledBack" FROM _prisma_migrations ORDER BY started_at`);
}

test('when every database is new, then migrate makes all of them, and finds nothing to do the second time', async () => {
  const databases = await Promise.all(SUBGRAPHS.map(async (name) => [name, await emptyDatabase()] as const));
  const variables = Object.fromEntries(
    databases.map(([name, { url }]) => [`${name.toUpperCase()}_MIGRATION_DATABASE_URL`, url]),
  );
  const first = await give(['migrate'], { variables });
  expect(first).toEqual({
    code: 0,
    said: SUBGRAPHS.map((name) => `${name}: applied ${names(name).join(', ')}`),
    complained: [],
  });
  const second = await give(['migrate'], { variables });
  expect(second.said).toEqual(SUBGRAPHS.map((name) => `${name}: nothing to apply`));
  for (const [, { query }] of databases) {
    expect(await query(`SELECT 1 FROM kit.access_log`)).toEqual([]);
  }
});

test('when a subgraph is named, then only its address is needed', async () => {
  const { url } = await emptyDatabase();
  const { code, said } = await give(['migrate', 'sip'], { variables: { SIP_DATABASE_URL: url } });
  expect({ code, said }).toEqual({ code: 0, said: [`sip: applied ${names('sip').join(', ')}`] });
});

test('when both addresses are given, then the one for migrations is used', async () => {
  const { url } = await emptyDatabase();
  const service = new URL(url);
  Object.assign(service, { username: SERVICE_LOGIN.user, password: SERVICE_LOGIN.password });
  const variables = { SIP_DATABASE_URL: service.href, SIP_MIGRATION_DATABASE_URL: url };
  expect((await give(['migrate', 'sip'], { variables })).code).toBe(0);
});

test('when a migration fails, then it leaves nothing, and the next run tries it again without being told to', async () => {
  const { url, query } = await emptyDatabase();
  const variables = { SIP_MIGRATION_DATABASE_URL: url };
  await query('CREATE SCHEMA kit');
  const [first = ''] = names('sip');
  const failed = await give(['migrate', 'sip'], { variables });
  expect(failed.code).toBe(1);
  expect(failed.complained).toEqual([`sip: Migration ${first} failed: schema "kit" already exists.`]);
  expect(await ledger(query)).toEqual([{ name: first, isFinished: false, isRolledBack: true }]);

  await query('DROP SCHEMA kit');
  const again = await give(['migrate', 'sip'], { variables });
  expect(again).toEqual({ code: 0, said: [`sip: applied ${names('sip').join(', ')}`], complained: [] });
});

test('when another tool left a migration half done, then every run refuses until --retry says that the database is mended', async () => {
  const { url, query } = await emptyDatabase();
  const variables = { SIP_MIGRATION_DATABASE_URL: url };
  const [first = ''] = names('sip');
  await query(`CREATE TABLE _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`);
  // As prisma migrate deploy leaves it: begun, neither finished nor rolled back.
  await query(`INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('prov', 'prov', '${first}')`);
  for (let run = 0; run < 2; run += 1) {
    expect(await give(['migrate', 'sip'], { variables })).toEqual({
      code: 1,
      said: [],
      complained: [`sip: Migration ${first} was left half done; mend the database and give samplan migrate --retry.`],
    });
    expect(await ledger(query)).toEqual([{ name: first, isFinished: false, isRolledBack: false }]);
  }

  const retried = await give(['migrate', 'sip', '--retry'], { variables });
  expect(retried).toEqual({
    code: 0,
    said: [`sip: tries ${first} again`, `sip: applied ${names('sip').join(', ')}`],
    complained: [],
  });
  expect(await ledger(query)).toEqual([
    { name: first, isFinished: false, isRolledBack: true },
    ...names('sip').map((name) => ({ name, isFinished: true, isRolledBack: false })),
  ]);
});

test('when nothing was left half done, then --retry changes nothing', async () => {
  const { url, query } = await emptyDatabase();
  const variables = { SIP_MIGRATION_DATABASE_URL: url };
  await give(['migrate', 'sip'], { variables });
  const before = await ledger(query);
  expect((await give(['migrate', 'sip', '--retry'], { variables })).said).toEqual(['sip: nothing to apply']);
  expect(await ledger(query)).toEqual(before);
});

test('when the server has no role for the services, then nothing is tried and the sentence says how to make it', async () => {
  const server = await startPostgres({ folder: freshFolder(), password: 'prov', isThrowaway: true });
  onTestFinished(() => server.stop());
  const variables = { CARE_MIGRATION_DATABASE_URL: server.url('postgres') };
  const { code, complained } = await give(['migrate', 'care'], { variables });
  expect({ code, complained }).toEqual({
    code: 1,
    complained: [
      'The server of care has no role samplan_application; make roles and databases with deploy/databases.sql first.',
    ],
  });
});

test('when the database cannot be reached, then one sentence says so without the password', async () => {
  const variables = { CARE_MIGRATION_DATABASE_URL: 'postgresql://care_owner:hemligt@127.0.0.1:1/care' };
  const { code, complained } = await give(['migrate', 'care'], { variables });
  expect(code).toBe(1);
  expect(complained).toHaveLength(1);
  expect(complained[0]).toMatch(/^Cannot reach the database of care \(ECONNREFUSED\)/);
  expect(complained[0]).not.toContain('hemligt');
});
