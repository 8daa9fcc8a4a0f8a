import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A bundled process under test. It does not outlive the test. */
export interface Spawned {
  readonly process: ChildProcess;
  /** Everything on standard output so far. */
  said(): string;
  /** Everything on standard error so far. */
  complained(): string;
  /** Its exit code; null when a signal ended it. */
  ended(): Promise<number | null>;
}

/**
 * Runs a bundled process with nothing in its environment but what is given.
 * @param project - see bundledProject.
 */
export function runBundled(
  project: string,
  name: string,
  args: readonly string[],
  variables: NodeJS.ProcessEnv,
  input?: string,
): Spawned {
  const child = spawn(process.execPath, [path.join(project, 'launch/dist', `${name}.js`), ...args], {
    env: { PATH: process.env['PATH'], ...variables },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  let complained = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complained += text;
  });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { process: child, said: () => said, complained: () => complained, ended: () => ended };
}
