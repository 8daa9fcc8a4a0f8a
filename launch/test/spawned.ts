import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { until } from '@samplan/testing/until';
import { onTestFinished } from 'vitest';

/** A bundled process under test. */
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
 * @param project - see `bundledProject`.
 * @param undo - ends it; when the test has finished unless it says otherwise.
 */
export function runBundled(
  project: string,
  name: string,
  args: readonly string[],
  variables: NodeJS.ProcessEnv,
  input?: string,
  undo: (end: () => void) => void = onTestFinished,
): Spawned {
  const child = spawn(process.execPath, [path.join(project, 'launch/dist', `${name}.js`), ...args], {
    env: { PATH: process.env['PATH'], ...variables },
  });
  undo(() => void child.kill('SIGKILL'));
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

/**
 * Waits until Samplan runs.
 * @throws Error with what it complains of, when it does.
 */
export async function untilItRuns(samplan: Spawned): Promise<void> {
  await until('Samplan runs', async () => {
    if (samplan.complained() !== '') throw new Error(`Samplan complains: ${samplan.complained()}`);
    return samplan.said().includes('Ctrl-C stops everything');
  });
}
