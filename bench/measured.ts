import { fork } from 'node:child_process';

const MARK = '--measure';

/**
 * Has a bench measure in a process of its own, with little memory: the file runs once more, and answers by {@link answerMeasured}.
 * @param file - of the bench.
 * @param url - of the database that it measures on.
 */
export async function measuredApart<T>(file: string, url: string): Promise<T> {
  const child = fork(file, [MARK, url], {
    execArgv: ['--import', 'tsx', '--max-old-space-size=96', '--max-semi-space-size=8'],
  });
  return await new Promise<T>((resolve, reject) => {
    child.once('message', (measured) => resolve(measured as T)); // what the same file answers
    child.once('exit', (code) => reject(new Error(`the measuring process ended with ${code}`)));
  });
}

/** In the process that measures: measures, answers and ends. In any other it does nothing. */
export async function answerMeasured(measure: (url: string) => Promise<unknown>): Promise<void> {
  if (process.argv[2] !== MARK) return;
  process.send?.(await measure(process.argv[3] ?? ''));
  process.exit(0);
}
