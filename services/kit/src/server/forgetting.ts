import { forgetEnded } from '../auth/session-end.ts';
import { forgetKeys } from '../db/idempotency.ts';
import type { Sql } from '../db/sql.ts';
import type { Clock } from '../time.ts';
import { type Log, traceOf } from './log.ts';

const HOUR_MS = 3_600_000;

/**
 * How much longer an ended session is kept than it matters. It is forgotten for all processes by the clock of one, and a token of it
 * must have expired by the clocks of the others too.
 */
const CLOCKS_DIFFER_MS = HOUR_MS;

/** Forgets what nothing asks for any more. */
export interface Forgetting {
  /** Stops after the batch under way. */
  stop(): Promise<void>;
}

/**
 * Starts forgetting, every hour: first results of requests whose keys are no longer known, and sessions that ended so long ago that
 * no token of theirs can live. Several processes may run it.
 * @param endedMattersMs - how long it matters that a session has ended.
 * @param everyMs - instead of an hour.
 */
export function startForgetting(o: {
  readonly sql: Sql;
  readonly now: Clock;
  readonly log: Log;
  readonly endedMattersMs: number;
  readonly everyMs?: number;
}): Forgetting {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running = Promise.resolve();

  function noteFailure(error: unknown): void {
    const { problem = 'unknown' } = traceOf(error);
    o.log.warn({ event: 'forgetting.failed', problem }); // tried again the next time
  }

  async function forget(): Promise<void> {
    if (signal.aborted) return;
    const endedBefore = new Date(o.now().getTime() - o.endedMattersMs - CLOCKS_DIFFER_MS);
    await forgetEnded(o.sql, endedBefore, signal).catch(noteFailure);
    if (!signal.aborted) await forgetKeys(o.sql, signal).catch(noteFailure);
  }

  const timer = setInterval(() => {
    running = running.then(forget);
  }, o.everyMs ?? HOUR_MS);
  timer.unref();
  return {
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await running;
    },
  };
}
