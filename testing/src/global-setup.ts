import path from 'node:path';
import { migrate } from '@samplan/kit/db/migrate';
import { startThrowawayPostgres } from '@samplan/launch/postgres/throwaway';
import { createDatabase, createLogin } from '@samplan/launch/provision';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import pg from 'pg';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Administrator's address of the server. */
    postgresUrl: string;
  }
}

/** The login that tested services use: a member of the application role, owner of nothing. */
export const SERVICE_LOGIN = { user: 'test_service', password: 'test' };

/** Name of the database that a subgraph's test databases are copied from. */
export function templateOf(subgraph: string): string {
  return `template_${subgraph}`;
}

/** One PostgreSQL for all test files, with a migrated template per subgraph. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startThrowawayPostgres();
  const admin = server.url('postgres');
  await createLogin(admin, SERVICE_LOGIN.user, SERVICE_LOGIN.password);
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  for (const subgraph of SUBGRAPHS) {
    const template = templateOf(subgraph);
    await createDatabase(admin, template);
    await migrate(
      server.url(template),
      path.resolve(import.meta.dirname, '../../services', subgraph, 'prisma/migrations'),
    );
    await client.query(`ALTER DATABASE ${template} IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  }
  await client.end();
  project.provide('postgresUrl', admin);
  return async () => await server.stop();
}
