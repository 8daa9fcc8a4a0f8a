import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@samplan/kit/project-root';
import { SUBGRAPHS, type SubgraphName } from '@samplan/schema/events/contract';
import { z } from 'zod';
import { bySubgraph, type DatabaseUrls } from './database-urls.ts';
import { StartFailure } from './failure.ts';
import { migrateSubgraph } from './migrations.ts';
import { SHARED_FOLDER } from './postgres/binaries.ts';
import { startPostgres, stopPostgres } from './postgres/server.ts';
import { canReach, serverUser } from './postgres/server-user.ts';
import { createApplicationRole, createDatabase, createLogin } from './provision.ts';
import { refuseUnreachable } from './reach.ts';

/** Secrets of an installation on this machine, beside its data. */
const secretsFile = z.object({ postgres: z.string(), service: z.string(), keySecret: z.string() });
/** See above. */
export type LocalSecrets = z.infer<typeof secretsFile>;

/** The databases, ready for the services. */
export interface ReadyDatabases {
  readonly urls: Readonly<Record<SubgraphName, DatabaseUrls>>;
  stop(): Promise<void>;
}

const SERVICE_LOGIN = 'samplan_service';

/**
 * Where the data folder is. When root starts Samplan in a folder that no other user may enter, PostgreSQL cannot reach it; then
 * the standard folder lies outside.
 */
export function dataFolder(wanted: string): string {
  const inside = path.resolve(projectRoot(), wanted);
  const isStandard = wanted === '.samplan';
  return isStandard && !canReach(serverUser(inside), path.dirname(inside))
    ? path.join(SHARED_FOLDER, `samplan-data-${process.getuid?.()}`)
    : inside;
}

/**
 * The data folder, made when it does not exist.
 * @throws StartFailure when it cannot be written to.
 */
export function prepareFolder(wanted: string): string {
  const folder = dataFolder(wanted);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    accessSync(folder, constants.W_OK);
  } catch {
    throw new StartFailure(
      `Cannot write to the data folder ${folder}; give yourself the right or choose another SAMPLAN_DATA_DIR.`,
    );
  }
  return folder;
}

/** Reads the secrets of the folder, or makes them. */
export function localSecrets(folder: string): LocalSecrets {
  const file = path.join(folder, 'secrets.json');
  if (existsSync(file)) return secretsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  const secrets = {
    postgres: randomBytes(24).toString('base64url'),
    service: randomBytes(24).toString('base64url'),
    keySecret: randomBytes(32).toString('base64'),
  };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

/** Forgets everything in the folder. A server that a killed Samplan left is stopped first. */
export async function resetFolder(folder: string): Promise<void> {
  await stopPostgres(path.join(folder, 'postgres'));
  for (const entry of ['postgres', 'secrets.json']) rmSync(path.join(folder, entry), { recursive: true, force: true });
}

/** Starts the embedded PostgreSQL with a database for each subgraph. */
export async function embeddedDatabases(folder: string, secrets: LocalSecrets): Promise<ReadyDatabases> {
  const server = await startPostgres({ folder: path.join(folder, 'postgres'), password: secrets.postgres });
  const admin = server.url('postgres');
  await createApplicationRole(admin);
  await createLogin(admin, SERVICE_LOGIN, secrets.service);
  for (const name of SUBGRAPHS) await createDatabase(admin, name);
  const login = { user: SERVICE_LOGIN, password: secrets.service };
  return {
    urls: bySubgraph((name) => ({ service: server.url(name, login), owner: server.url(name) })),
    stop: () => server.stop(),
  };
}

/**
 * Databases on a server of one's own, at the given addresses.
 * @throws StartFailure when one cannot be reached.
 */
export async function givenDatabases(urls: Readonly<Record<SubgraphName, DatabaseUrls>>): Promise<ReadyDatabases> {
  for (const name of SUBGRAPHS)
    for (const url of new Set(Object.values(urls[name]))) await refuseUnreachable(name, url);
  await createApplicationRole(urls.identity.owner).catch(() => {}); // without the right to make it, the migration says what is missing
  return { urls, stop: async () => {} };
}

/**
 * Applies the migrations of every subgraph.
 * @returns how many were applied.
 * @throws StartFailure
 */
export async function migrateAll({ urls }: ReadyDatabases): Promise<number> {
  const applied = await Promise.all(SUBGRAPHS.map((name) => migrateSubgraph(name, urls[name].owner)));
  return applied.flat().length;
}
