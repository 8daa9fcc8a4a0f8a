import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApplicationRole } from '../provision.ts';
import { type PostgresServer, startPostgres } from './server.ts';

const PREFIX = 'samplan-throwaway-';

/** A folder in memory where there is one: databases are made there ten times as fast. */
export function memoryFolder(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

/**
 * A server whose data is thrown away when it stops, with the role of the services.
 * @param base - folder in which its own is made; one on disk for data that memory does not hold.
 */
export async function startThrowawayPostgres(base = memoryFolder()): Promise<PostgresServer> {
  await clearLeftBehind(base);
  const folder = mkdtempSync(path.join(base, PREFIX));
  chmodSync(folder, 0o711); // the server's user must pass through
  writeFileSync(path.join(folder, 'pid'), String(process.pid));
  const server = await startPostgres({
    folder: path.join(folder, 'data'),
    password: randomBytes(12).toString('hex'),
    isThrowaway: true,
  });
  await createApplicationRole(server.url('postgres'));
  return {
    ...server,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Stops and removes what a killed process left. */
async function clearLeftBehind(base: string): Promise<void> {
  for (const name of readdirSync(base).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = path.join(base, name);
    try {
      process.kill(Number(readFileSync(path.join(folder, 'pid'), 'utf8')), 0);
    } catch (error) {
      const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
      if (!isGone) continue; // alive, or of another user
      const server = path.join(folder, 'data', 'postmaster.pid');
      if (existsSync(server)) {
        try {
          process.kill(Number(readFileSync(server, 'utf8').split('\n')[0]), 'SIGQUIT');
        } catch {
          // it is gone too
        }
      }
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
