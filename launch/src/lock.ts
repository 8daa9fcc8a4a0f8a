import { createHash } from 'node:crypto';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StartFailure } from './failure.ts';

/**
 * Takes the data folder for this process. The lock is a socket that the system closes however we end, so that nothing is left
 * to clear away by hand.
 *
 * @returns what gives it back.
 * @throws StartFailure when another process has it.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const socket = socketOf(folder);
  const server = (await listen(socket)) ?? (await takeOver(socket));
  if (!server) {
    throw new StartFailure(
      `Samplan is running already with the data folder ${path.resolve(folder)}; stop it or choose another SAMPLAN_DATA_DIR.`,
    );
  }
  return () => server.close();
}

/** Does a process have the data folder now? */
export async function isLocked(folder: string): Promise<boolean> {
  return await answers(socketOf(folder));
}

function socketOf(folder: string): string {
  const name = createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 16);
  return path.join(tmpdir(), `samplan-${name}.sock`);
}

/** After so long a guard is of a process that was killed while it had it, which is a moment. */
const GUARD_MS = 10_000;

/**
 * Takes the place of a socket that a killed process left. Of several who do it at once one may: else the second would put away
 * what the first has just made.
 */
async function takeOver(socket: string): Promise<Server | null> {
  const guard = `${socket}.guard`;
  const left = statSync(guard, { throwIfNoEntry: false });
  if (left && Date.now() - left.mtimeMs > GUARD_MS) rmSync(guard, { force: true });
  try {
    writeFileSync(guard, '', { flag: 'wx' });
  } catch {
    return null;
  }
  try {
    if (await answers(socket)) return null;
    rmSync(socket, { force: true });
    return await listen(socket);
  } finally {
    rmSync(guard, { force: true });
  }
}

async function listen(socket: string): Promise<Server | null> {
  return await new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(new StartFailure(`Cannot make the lock ${socket}: ${error.code ?? error.name}.`));
    });
    server.listen(socket, () => {
      server.unref();
      resolve(server);
    });
  });
}

async function answers(socket: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const connection = connect(socket);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}
