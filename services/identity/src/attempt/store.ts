import type { AttemptLimit } from './domain.ts';

/** Counts attempts, over all processes of identity. */
export interface AttemptStore {
  /**
   * Counts one attempt more, before it is made: many at once are counted one by one.
   * @param key - of attemptKey.
   * @returns null when it may be made; or when the next one may be.
   */
  take(key: string, limit: AttemptLimit, now: Date): Promise<Date | null>;
  /** Begins anew after an attempt that succeeded. */
  clear(key: string): Promise<void>;
  /** Forgets what no longer counts. */
  tidy(now: Date): Promise<void>;
}
