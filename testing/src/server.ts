import path from 'node:path';
import { migrate } from '@samplan/kit/db/migrate';
import { projectRoot } from '@samplan/kit/project-root';
import type { PostgresServer } from '@samplan/launch/postgres/server';
import { startThrowawayPostgres } from '@samplan/launch/postgres/throwaway';
import { createDatabase, createLogin } from '@samplan/launch/provision';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import pg from 'pg';

/** The login that tested services use: a member of the application role, owner of nothing. */
export const SERVICE_LOGIN = { user: 'test_service', password: 'test' };

/** Holds the administrator's address of the server, for the processes that test files run in. */
export const SERVER_VARIABLE = 'SAMPLAN_TEST_POSTGRES';

/** Name of the database that a subgraph's test databases are copied from. */
export function templateOf(subgraph: string): string {
  return `template_${subgraph}`;
}

/**
 * Starts a PostgreSQL with a migrated template per subgraph, and tells later processes where it is.
 * @param base - where its data lies; in memory unless given.
 */
export async function startTestServer(base?: string): Promise<PostgresServer> {
  const server = await startThrowawayPostgres(base);
  const admin = server.url('postgres');
  await createLogin(admin, SERVICE_LOGIN.user, SERVICE_LOGIN.password);
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  for (const subgraph of SUBGRAPHS) {
    const template = templateOf(subgraph);
    await createDatabase(admin, template);
    await migrate(server.url(template), path.join(projectRoot(), 'services', subgraph, 'prisma/migrations'));
    await client.query(`ALTER DATABASE ${template} IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  }
  await client.end();
  process.env[SERVER_VARIABLE] = admin;
  return server;
}

/** Administrator's address of the server. */
export function serverUrl(): string {
  const url = process.env[SERVER_VARIABLE];
  if (!url) throw new Error('no test server is running');
  return url;
}
