import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { freePort } from '@samplan/launch/free-port';
import { isLocked, lockFolder } from '@samplan/launch/lock';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import { bundledProject } from '@samplan/testing/bundled';
import { serverUrl } from '@samplan/testing/server';
import { until } from '@samplan/testing/until';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { copyFolder, freshFolder } from './operator/folder.ts';
import { runBundled, type Spawned, untilItRuns } from './spawned.ts';

type Undo = (undo: () => void) => void;

const atTheEnd: (() => void)[] = [];
const untilTheEnd: Undo = (undo) => void atTheEnd.unshift(undo);

let project: string;
/** A data folder in which Samplan ran and was stopped in order. To be copied: nothing is changed in it. */
let installed: string;

beforeAll(async () => {
  project = await bundledProject();
  installed = newFolder(untilTheEnd);
  await stop(await running(installed, [], {}, untilTheEnd));
});
afterAll(() => {
  for (const undo of atTheEnd) undo();
});

/** An empty data folder, whose server does not outlive it. */
function newFolder(undo: Undo = onTestFinished): string {
  const folder = freshFolder(undo);
  undo(() => endServer(folder));
  return folder;
}

/** A data folder in which Samplan has run before. */
function installedFolder(undo: Undo = onTestFinished): string {
  const folder = newFolder(undo);
  copyFolder(installed, folder);
  return folder;
}

/** Starts Samplan without a demo region, in a data folder. */
async function start(
  folder: string,
  args: readonly string[] = [],
  more: NodeJS.ProcessEnv = {},
  undo: Undo = onTestFinished,
): Promise<Spawned> {
  const variables = { SAMPLAN_DATA_DIR: folder, PORT: String(await freePort()), SAMPLAN_DEMO: 'off', ...more };
  return runBundled(project, 'start', args, variables, '', undo);
}

/** Starts Samplan and waits until it runs. */
async function running(...given: Parameters<typeof start>): Promise<Spawned> {
  const samplan = await start(...given);
  await untilItRuns(samplan);
  return samplan;
}

/** What somebody reads who starts Samplan in vain, on standard error. */
async function refusal(...given: Parameters<typeof start>): Promise<string> {
  const samplan = await start(...given);
  expect(await samplan.ended()).toBe(1);
  return samplan.complained();
}

async function stop(samplan: Spawned): Promise<void> {
  samplan.process.kill('SIGTERM');
  expect(await samplan.ended()).toBe(0);
}

async function killed(samplan: Spawned): Promise<void> {
  samplan.process.kill('SIGKILL');
  await samplan.ended();
}

/** Process id of the database server that must run in a data folder. */
function runningServerIn(folder: string): number {
  const pid = serverIn(folder);
  if (pid === null) throw new Error('no database server runs'); // a signal to anything else could reach everybody
  return pid;
}

/** Process id of the database server in a data folder; null when there is none. */
function serverIn(folder: string): number | null {
  try {
    const pid = Number(readFileSync(path.join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
    return pid > 1 ? pid : null; // half a note: 0 would be all of our own
  } catch {
    return null;
  }
}

/** Does a process run? One that has ended and that nobody has asked how does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Ends a database server that a test left. */
function endServer(folder: string): void {
  const pid = serverIn(folder);
  if (pid !== null && isAlive(pid)) process.kill(pid, 'SIGQUIT');
}

/** Asks the database of sip, as its owner, of the Samplan that runs in a data folder. */
async function query(folder: string, sql: string): Promise<readonly unknown[]> {
  const { databases } = JSON.parse(readFileSync(path.join(folder, 'running.json'), 'utf8'));
  const client = new pg.Client({ connectionString: databases.sip.owner });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const ONE_SENTENCE = /^[^\n]+\.\n$/;

describe('when Samplan runs', () => {
  test('then a second one in the same data folder refuses, also with --reset, and the first goes on', async () => {
    const folder = installedFolder();
    const first = await running(folder);
    const complaint = await refusal(folder);
    expect(complaint).toMatch(ONE_SENTENCE);
    expect(complaint).toContain(`Samplan is running already with the data folder ${folder}`);
    expect(await refusal(folder, ['--reset'])).toContain('Samplan is running already');
    expect(await query(folder, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await stop(first);
    expect(serverIn(folder)).toBeNull();
  });

  test('and is asked to stop while it starts, then it leaves nothing running', async () => {
    const folder = newFolder();
    const samplan = await start(folder);
    await until('the database server runs', async () => samplan.said().includes('PostgreSQL ('));
    const server = runningServerIn(folder);
    await stop(samplan);
    expect(isAlive(server)).toBe(false);
  });
});

describe('when Samplan is killed', () => {
  const NOTED = [{ session_id: 'ses_prov' }];
  let folder: string;
  /** What runs now: each test kills what the one before it has left. */
  let samplan: Spawned;

  beforeAll(async () => {
    folder = installedFolder(untilTheEnd);
    samplan = await running(folder, [], {}, untilTheEnd);
    await query(folder, `INSERT INTO kit.ended_session VALUES ('ses_prov', now())`);
  });

  const noted = () => query(folder, 'SELECT session_id FROM kit.ended_session');

  test('then the next start takes over lock, database server and data', async () => {
    const server = runningServerIn(folder);
    await killed(samplan);
    expect(isAlive(server)).toBe(true); // as it is after any crash
    samplan = await running(folder, [], {}, untilTheEnd);
    expect(isAlive(server)).toBe(false);
    expect(await noted()).toEqual(NOTED);
  });

  test('and the machine goes down, then the next start recovers the data', async () => {
    const server = runningServerIn(folder);
    await killed(samplan);
    process.kill(server, 'SIGKILL');
    await until('the server is dead', async () => !isAlive(server));
    expect(serverIn(folder)).toBe(server); // its note is left, of a process that is no more
    samplan = await running(folder, [], {}, untilTheEnd);
    expect(await noted()).toEqual(NOTED);
  });

  test('then a start with --reset stops its server and forgets all data and secrets', async () => {
    const secrets = readFileSync(path.join(folder, 'secrets.json'), 'utf8');
    const server = runningServerIn(folder);
    await killed(samplan);
    samplan = await running(folder, ['--reset'], {}, untilTheEnd);
    expect(isAlive(server)).toBe(false);
    expect(await noted()).toEqual([]);
    expect(readFileSync(path.join(folder, 'secrets.json'), 'utf8')).not.toBe(secrets);
    await stop(samplan);
    expect(serverIn(folder)).toBeNull();
  });
});

/** Processes that a process has started; known on Linux only. */
function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

test.runIf(process.platform === 'linux').each([
  ['while its processes start', 'Migrations ('],
  ['while its processes run', 'Ctrl-C stops everything'],
])('when a Samplan of several processes is killed %s, then they end by themselves', async (_, said) => {
  const samplan = await start(installedFolder(), [], { SAMPLAN_PROCESSES: 'split' });
  const children = await until('the processes are there', async () => {
    const { pid } = samplan.process;
    const pids = pid !== undefined && samplan.said().includes(said) ? childrenOf(pid) : [];
    return pids.length >= SUBGRAPHS.length && pids;
  });
  await killed(samplan);
  await until('they have ended', async () => !children.some(isAlive));
});

test('--reset is refused for databases of one’s own', async () => {
  const complaint = await refusal(newFolder(), ['--reset'], addresses(serverUrl()));
  expect(complaint).toBe('--reset is only for the embedded databases; empty your own by hand.\n');
});

/** Variables with the same address for every subgraph. */
function addresses(url: string): NodeJS.ProcessEnv {
  return Object.fromEntries(SUBGRAPHS.map((name) => [`${name.toUpperCase()}_DATABASE_URL`, url]));
}

describe('when something is wrong from outside, then one sentence says what to do, and nothing is left running', () => {
  test('the port is taken', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = String(typeof address === 'object' ? address?.port : address);
    const folder = newFolder();
    const complaint = await refusal(folder, [], { PORT: port });
    expect(complaint).toBe(`Port ${port} is taken; stop what uses it or choose another with PORT=4001 npm start.\n`);
    expect(existsSync(path.join(folder, 'postgres'))).toBe(false); // before anything took time
    other.close();
  });

  test('the host is of another machine', async () => {
    const complaint = await refusal(newFolder(), [], { HOST: '192.0.2.1' });
    expect(complaint).toBe('The address 192.0.2.1 does not belong to this machine; choose another HOST.\n');
  });

  test.each([
    ['nobody listens', 'postgresql://prov:hemligt@127.0.0.1:1/prov', 'ECONNREFUSED'],
    ['there is no such host', 'postgresql://prov:hemligt@prov.invalid/prov', 'E'],
  ])('at the address of a database %s', async (_, url, code) => {
    const complaint = await refusal(newFolder(), [], addresses(url));
    expect(complaint).toMatch(ONE_SENTENCE);
    expect(complaint).toContain(`Cannot reach the database of identity (${code}`);
    expect(complaint).toContain('IDENTITY_DATABASE_URL');
    expect(complaint).not.toContain('hemligt');
  });

  test.each<[string, string, (url: URL) => void]>([
    ['the password is wrong', '28P01', (url) => Object.assign(url, { password: 'hemligt' })],
    ['there is no such database', '3D000', (url) => Object.assign(url, { pathname: '/hemligt' })],
  ])('on the server of a database %s', async (_, code, change) => {
    const url = new URL(serverUrl());
    change(url);
    const complaint = await refusal(newFolder(), [], addresses(url.href));
    expect(complaint).toMatch(ONE_SENTENCE);
    expect(complaint).toContain(`Cannot reach the database of identity (${code})`);
    expect(complaint).not.toContain('hemligt');
  });

  test.each<[string, NodeJS.ProcessEnv, RegExp]>([
    [
      'only some addresses are given',
      { SIP_DATABASE_URL: 'postgresql://a/b' },
      /CARE_DATABASE_URL .*all four database addresses or none/,
    ],
    ['an address is none', addresses('hemligt'), /IDENTITY_DATABASE_URL/],
    ['the port is none', { PORT: 'hemligt' }, /PORT/],
    [
      'the key secret is too short',
      { SAMPLAN_KEY_SECRET: 'aGVtbGlndA==' },
      /SAMPLAN_KEY_SECRET \(must be 32 bytes in base64\)/,
    ],
  ])('%s', async (_, variables, sentence) => {
    const complaint = await refusal(newFolder(), [], variables);
    expect(complaint).toMatch(ONE_SENTENCE);
    expect(complaint).toMatch(sentence);
    expect(complaint).not.toContain('hemligt');
  });

  test('the data folder cannot be written to', async () => {
    const complaint = await refusal('/dev/null/prov');
    expect(complaint).toBe(
      'Cannot write to the data folder /dev/null/prov; give yourself the right or choose another SAMPLAN_DATA_DIR.\n',
    );
  });

  test.each(['one', 'split'])('the key secret is another than the keys were made with, in %s', async (shape) => {
    const folder = installedFolder();
    const complaint = await refusal(folder, [], {
      SAMPLAN_KEY_SECRET: Buffer.alloc(32, 9).toString('base64'),
      SAMPLAN_PROCESSES: shape,
    });
    expect(complaint).toMatch(ONE_SENTENCE);
    expect(complaint).toContain('SAMPLAN_KEY_SECRET does not open the secrets in the database');
    expect(serverIn(folder)).toBeNull();
  });

  test('an argument is not known', async () => {
    expect(await refusal(newFolder(), ['--restart'])).toMatch(/^Unknown argument --restart\.\n/);
  });
});

describe('the lock of a data folder', () => {
  /** A folder that was locked by a process that was killed. */
  async function staleFolder(): Promise<string> {
    const folder = newFolder();
    const holder = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        '--input-type=module',
        '-e',
        `const { lockFolder } = await import('@samplan/launch/lock');
       await lockFolder(${JSON.stringify(folder)});
       setInterval(() => {}, 1000);
       console.log('locked');`,
      ],
      { cwd: import.meta.dirname },
    );
    onTestFinished(() => void holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    expect(await isLocked(folder)).toBe(true);
    holder.kill('SIGKILL');
    await once(holder, 'close');
    return folder;
  }

  test('is held by one at a time, and given back', async () => {
    const folder = newFolder();
    const release = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(/^Samplan is running already/);
    release();
    const again = await lockFolder(folder);
    again();
  });

  test('that a killed process had is free, and one of many who come at once gets it', async () => {
    const folder = await staleFolder();
    expect(await isLocked(folder)).toBe(false);
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
    const got = tries.filter((settled) => settled.status === 'fulfilled');
    expect(got).toHaveLength(1);
    expect(await isLocked(folder)).toBe(true);
    got[0]?.value();
    expect(await isLocked(folder)).toBe(false);
  });
});
