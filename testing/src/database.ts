import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import pg from 'pg';
import { SERVICE_LOGIN, serverUrl, templateOf } from './server.ts';
import { until } from './until.ts';

/** A database of a test's own, migrated. */
export interface TestDatabase {
  /** As the service: what production code gets. */
  readonly url: string;
  /** As the owner: for looking behind and for tampering. */
  readonly ownerUrl: string;
  /** Asks as the owner. */
  query<T extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<readonly T[]>;
  drop(): Promise<void>;
  /** Keeps it as it is, under a name, to be copied; nobody else may be connected. */
  becomeTemplate(template: string): Promise<void>;
}

/** One for each subgraph. */
export type TestDatabases = Readonly<Record<SubgraphName, TestDatabase>>;

let made = 0;

/** Makes a database from the subgraph's template, or another one of it. */
export async function testDatabase(subgraph: SubgraphName, template = templateOf(subgraph)): Promise<TestDatabase> {
  const admin = new pg.Client({ connectionString: serverUrl() });
  await admin.connect();
  made += 1;
  const name = `test_${subgraph}_${process.pid}_${made}`;
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const owner = new URL(serverUrl());
  owner.pathname = `/${name}`;
  const service = new URL(owner);
  service.username = SERVICE_LOGIN.user;
  service.password = SERVICE_LOGIN.password;
  const pool = new pg.Pool({ connectionString: owner.href, max: 2 });
  pool.on('error', () => {});
  return {
    url: service.href,
    ownerUrl: owner.href,
    async query<T extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) {
      return (await pool.query<T>(sql, [...values])).rows;
    },
    async drop() {
      await pool.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
    async becomeTemplate(kept) {
      await pool.end();
      await admin.query(`ALTER DATABASE ${name} RENAME TO ${kept}`);
      await admin.query(`ALTER DATABASE ${kept} IS_TEMPLATE true ALLOW_CONNECTIONS false`);
      await admin.end();
    },
  };
}

/** Makes a database for each subgraph. */
export async function testDatabases(template?: (subgraph: SubgraphName) => string): Promise<TestDatabases> {
  const made = await Promise.all(
    SUBGRAPHS.map(async (name) => [name, await testDatabase(name, template?.(name))] as const),
  );
  return Object.fromEntries(made) as TestDatabases; // one entry for each name
}

/** Waits until every event has been heard. */
export async function allHeard(databases: TestDatabases): Promise<void> {
  await until('every event is heard', async () => {
    const waiting = await Promise.all(
      SUBGRAPHS.map((name) =>
        databases[name].query('SELECT 1 FROM kit.outbox_delivery WHERE parked_at IS NULL LIMIT 1'),
      ),
    );
    return waiting.every((rows) => rows.length === 0);
  });
}
