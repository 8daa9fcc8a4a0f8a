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
}

let made = 0;

/** Makes a database from the subgraph's template. */
export async function testDatabase(subgraph: SubgraphName): Promise<TestDatabase> {
  const admin = new pg.Client({ connectionString: serverUrl() });
  await admin.connect();
  made += 1;
  const name = `test_${subgraph}_${process.pid}_${made}`;
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${templateOf(subgraph)} STRATEGY FILE_COPY`);
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
  };
}

/** Waits until every event has been heard. */
export async function allHeard(databases: Readonly<Record<SubgraphName, TestDatabase>>): Promise<void> {
  await until('every event is heard', async () => {
    const waiting = await Promise.all(
      SUBGRAPHS.map((name) =>
        databases[name].query('SELECT 1 FROM kit.outbox_delivery WHERE parked_at IS NULL LIMIT 1'),
      ),
    );
    return waiting.every((rows) => rows.length === 0);
  });
}
