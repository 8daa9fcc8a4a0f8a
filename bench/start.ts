/**
 * From typing `npm start`, with everything installed, to the first answered query of somebody who has signed in: with an empty
 * data folder, with data, and after everything was killed.
 *
 * npx tsx bench/start.ts [rounds]
 *
 * Limits: 20 s with an empty data folder, 6 s with data. Ratios within a run count, not seconds.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { demoSignIns } from '@samplan/launch/demo/sign-ins';
import { freePort } from '@samplan/launch/free-port';
import { bearer, startWorkAt } from '@samplan/testing/sessions';

const ROUNDS = Number(process.argv[2] ?? 3);
const root = path.resolve(import.meta.dirname, '..');
/** Whom the demo region's story begins with. */
const nurse = demoSignIns()[0] ?? { organisation: '', username: '', password: '' };

interface Started {
  readonly seconds: number;
  readonly child: ChildProcess;
}

/** Types the command and asks until somebody who has signed in is answered. */
async function start(dataFolder: string): Promise<Started> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, SAMPLAN_DATA_DIR: dataFolder, PORT: String(port) },
    stdio: 'ignore',
    detached: true, // a group of its own, to be killed whole
  });
  const url = new URL(`http://127.0.0.1:${port}`);
  for (;;) {
    try {
      const { accessToken } = await startWorkAt(url, nurse);
      const answer = await bearer(url, accessToken).ask('{ overview(first: 20) { totalCount } }');
      if (answer.at('overview').totalCount >= 0) break;
    } catch {
      if (child.exitCode !== null) throw new Error('npm start has ended');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return { seconds: (performance.now() - began) / 1000, child };
}

async function end({ child }: Started, signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve));
  process.kill(-(child.pid ?? 0), signal);
  await ended;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

execFileSync('npx', ['turbo', 'run', 'build'], { cwd: root, stdio: 'ignore' });
const seconds = { empty: [] as number[], withData: [] as number[], afterKill: [] as number[] };
for (let i = 0; i < ROUNDS; i += 1) {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'samplan-bench-'));
  chmodSync(dataFolder, 0o755); // as root, PostgreSQL runs as another user
  const empty = await start(dataFolder);
  seconds.empty.push(empty.seconds);
  await end(empty, 'SIGINT');
  const withData = await start(dataFolder);
  seconds.withData.push(withData.seconds);
  await end(withData, 'SIGKILL');
  const afterKill = await start(dataFolder);
  seconds.afterKill.push(afterKill.seconds);
  await end(afterKill, 'SIGINT');
  rmSync(dataFolder, { recursive: true, force: true });
}

const base = median(seconds.withData);
const row = (values: readonly number[], limit: string) => ({
  seconds: median(values).toFixed(1),
  ratio: (median(values) / base).toFixed(2),
  limit,
});
console.log(`npm start to the first answered query, medians of ${ROUNDS}`);
console.table({
  'with data': row(seconds.withData, '6'),
  'empty data folder, demo region included': row(seconds.empty, '20'),
  'with data, killed before': row(seconds.afterKill, '–'),
});
