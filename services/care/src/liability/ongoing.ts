import { type Log, traceOf } from '@samplan/kit/server/log';
import { within } from '@samplan/kit/within';
import type { SettlingOutcome, SettlingProgress } from './settlement-store.ts';

/** How long somebody waits for a month to be settled: less than the gateway waits for an answer. */
const PATIENCE_MS = 2500;

/** How many months a process settles at once, each on a connection of its own. */
const MOST_AT_ONCE = 3;

/** After how many episodes progress is logged. */
const STEP = 10_000;

/** Months are being settled, this one or as many others as can be. */
export interface Ongoing {
  readonly kind: 'ONGOING';
  /** How many episodes of this one have been gone through; null for others. */
  readonly episodeCount: number | null;
}

/** What asking to settle a month came to. `isLate` when it was found while nobody waited any more. */
export type AskedOutcome = (SettlingOutcome & { readonly isLate: boolean }) | Ongoing;

/** The months that this process settles. A large one goes on when nobody waits for it any more. */
export interface OngoingSettlings {
  /**
   * Settles the month with the key unless that goes on, and waits a while. Why it could not be settled after that wait is told to the
   * next who asks.
   */
  ask(key: string, settle: (progress: SettlingProgress) => Promise<SettlingOutcome>): Promise<AskedOutcome>;
  /** Ends what goes on and waits for that; nothing of it stays. */
  close(): Promise<void>;
}

interface Running {
  episodeCount: number;
  isWaitedFor: boolean;
  readonly ended: Promise<SettlingOutcome>;
}

/** Keeps the months that this process settles. */
export function ongoingSettlings(log: Log, patienceMs = PATIENCE_MS): OngoingSettlings {
  const running = new Map<string, Running>();
  const late = new Map<string, SettlingOutcome>();
  let isClosing = false;

  function begin(key: string, settle: (progress: SettlingProgress) => Promise<SettlingOutcome>): Running {
    const progress: SettlingProgress = (episodes) => {
      if (isClosing) throw new Stopped();
      const steps = Math.floor(one.episodeCount / STEP);
      one.episodeCount += episodes;
      if (Math.floor(one.episodeCount / STEP) > steps)
        log.info({ event: 'liability.settling', count: one.episodeCount });
    };
    const one: Running = { episodeCount: 0, isWaitedFor: true, ended: settle(progress) };
    running.set(key, one);
    void one.ended
      .then(
        (outcome) => {
          if (!one.isWaitedFor && outcome.kind !== 'DONE') late.set(key, outcome);
          log.info({ event: 'liability.settling.ended', code: outcome.kind, count: one.episodeCount });
        },
        (error: unknown) => {
          if (!one.isWaitedFor) log.error({ event: 'liability.settling.failed', ...traceOf(error) });
        },
      )
      .finally(() => running.delete(key));
    return one;
  }

  return {
    async ask(key, settle) {
      const found = late.get(key);
      if (late.delete(key) && found) return { ...found, isLate: true };
      const before = running.get(key);
      if (before || running.size >= MOST_AT_ONCE) {
        return { kind: 'ONGOING', episodeCount: before?.episodeCount ?? null };
      }
      const one = begin(key, settle);
      try {
        return { ...(await within(patienceMs, one.ended, () => new Late())), isLate: false };
      } catch (error) {
        if (!(error instanceof Late)) throw error;
        one.isWaitedFor = false;
        return { kind: 'ONGOING', episodeCount: one.episodeCount };
      }
    },
    async close() {
      isClosing = true;
      await Promise.allSettled([...running.values()].map(({ ended }) => ended));
    },
  };
}

/** Nobody waits any longer. */
class Late extends Error {
  override readonly name = 'Late';
}

/** The process ends. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}
