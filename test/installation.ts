import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '@samplan/launch/postgres/server';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { secrets, textOf, type Variables } from './compose-file.ts';

/** A server on which deploy/databases.sql has been run. */
export interface Installation {
  /** What stands in the deployment's .env. */
  readonly variables: Variables;
  /** An environment with the addresses of its databases where docker compose has the service postgres. */
  here(environment: Variables): Variables;
  /** The server's superuser, in a database. */
  asSuperuser(database: string): string;
}

/** Who runs deploy/databases.sql. A managed server gives nobody a superuser. */
export type Administrator = 'a superuser' | 'a role that may create databases and roles';

/** Starts a server of the test's own, with nothing on it, and runs deploy/databases.sql there. */
export async function install(administrator: Administrator = 'a superuser'): Promise<Installation> {
  const folder = mkdtempSync(path.join(tmpdir(), 'samplan-installation-'));
  chmodSync(folder, 0o711); // the server's user must pass through
  const server = await startPostgres({ folder: path.join(folder, 'data'), password: 'prov', isThrowaway: true });
  onTestFinished(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const variables = secrets();
  const superuser = server.url('postgres');
  if (administrator === 'a superuser') await runScript(superuser, variables);
  else {
    await asked(superuser, `CREATE ROLE administrator LOGIN CREATEDB CREATEROLE PASSWORD 'prov'`);
    await runScript(server.url('postgres', { user: 'administrator', password: 'prov' }), variables);
  }
  const { host } = new URL(superuser);
  return {
    variables,
    here: (environment) =>
      Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [name, value.replace('@postgres:5432/', `@${host}/`)]),
      ),
    asSuperuser: (database) => server.url(database),
  };
}

/** Runs deploy/databases.sql, statement by statement; of psql's own commands it needs \getenv, and only that. */
async function runScript(url: string, variables: Variables): Promise<void> {
  const text = textOf('deploy/databases.sql');
  const values = new Map(
    [...text.matchAll(/^\\getenv (\w+) (\w+)$/gm)].map(([, name, from = '']) => [name, variables[from]]),
  );
  const sql = text
    .replaceAll(/^(--|\\getenv ).*$/gm, '')
    .replaceAll(/:'(\w+)'/g, (_, name: string) => pg.escapeLiteral(values.get(name) ?? unset(name)));
  await asked(url, ...sql.split(';').filter((statement) => statement.trim() !== ''));
}

function unset(name: string): never {
  throw new Error(`databases.sql has no value for ${name}`);
}

/** Asks a database, one statement after the other. @returns the rows of the last. @throws DatabaseError */
export async function asked(url: string, ...statements: readonly string[]): Promise<readonly pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    let rows: readonly pg.QueryResultRow[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

/** PostgreSQL's code for why it refuses; null when it does not. */
export async function refusal(url: string, statement: string): Promise<string | null> {
  try {
    await asked(url, statement);
    return null;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return error.code ?? 'no code';
    throw error;
  }
}
