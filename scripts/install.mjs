// Plain JavaScript without dependencies: runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The project's folder. */
export const root = path.resolve(import.meta.dirname, '..');

const STAMP = path.join(root, 'node_modules', '.samplan-installed');

/** Nothing that is run here reports to anyone. */
const QUIET = {
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  CHECKPOINT_DISABLE: '1',
  APOLLO_TELEMETRY_DISABLED: 'true',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
};

/** Installs what package-lock.json says, unless it is installed already. */
export function installMissing() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Samplan needs Node 20.19 or newer; this is ${process.versions.node}.`);
  }
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return;
  console.log('Installing packages, about a minute the first time …');
  run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
  writeFileSync(STAMP, lock);
}

/** Bundles what changed since the last time. */
export function buildChanged() {
  run('turbo', ['run', 'build', '--output-logs=errors-only', '--log-order=stream', '--no-update-notifier'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Reads the variables in the project's file .env, if there is one. Those of the environment go before. */
export function readVariables() {
  const file = path.join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/** Runs a program of the project; ends this process with its code when it fails. */
export function run(program, args, options = {}) {
  const bin = path.join(root, 'node_modules', '.bin', program);
  const { status, error } = spawnSync(existsSync(bin) ? bin : program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...QUIET },
    ...options,
  });
  if (error) fail(`Cannot run ${program}: ${error.message}.`);
  if (status !== 0) process.exit(status ?? 1);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
