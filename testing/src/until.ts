import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for a condition, never for a time.
 * @returns what `ask` answers as soon as it is not null, undefined or false.
 * @throws Error after two minutes, on however busy a machine, naming what did not happen.
 */
export async function until<T>(what: string, ask: () => Promise<T | null | undefined | false>): Promise<T> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`did not happen: ${what}`);
    await sleep(10);
  }
}
