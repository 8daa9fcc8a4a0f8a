import type { Progress } from './progress.ts';

/** What has been started, each with how to stop it. */
export type Undo = (() => Promise<void> | void)[];

/** After so long a further signal ends the process at once. A terminal and npm may both send the first one. */
const PATIENCE_MS = 5000;

/**
 * Starts something and lets it run until a signal asks to stop; then stops in order what has been started. A signal may come in
 * the middle of the start: no further step is begun then, and what the one under way starts is stopped too.
 *
 * @throws what the start throws, after everything has stopped.
 */
export async function run(start: (undo: Undo, progress: Progress) => Promise<void>, progress: Progress): Promise<void> {
  const undo: Undo = [];
  const stopAll = async (): Promise<void> => {
    for (const stop of undo.splice(0).reverse()) await stop();
  };
  const stopping = new AbortController();
  const asked = askedToStop(() => progress.say('Samplan stops …'));
  const started = start(undo, stoppable(progress, stopping.signal));
  try {
    await Promise.race([started, asked]);
    await asked;
  } finally {
    stopping.abort();
    await stopAll();
    await started.catch(() => {}); // of a step that was not begun, or lost what it needs
    await stopAll();
  }
  progress.say('Stopped.');
}

/** Begins no step after the signal. */
function stoppable(progress: Progress, signal: AbortSignal): Progress {
  return {
    say: (line) => progress.say(line),
    async step(what, work) {
      signal.throwIfAborted();
      return await progress.step(what, work);
    },
  };
}

/** Resolves when the first signal comes. */
async function askedToStop(heard: () => void): Promise<void> {
  await new Promise<void>((resolve) => {
    let first: number | undefined;
    const stop = (): void => {
      if (first !== undefined) {
        if (performance.now() - first > PATIENCE_MS) process.exit(1);
        return;
      }
      first = performance.now();
      heard();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  });
}
