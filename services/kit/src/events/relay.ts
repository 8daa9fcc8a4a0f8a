import { setTimeout as sleep } from 'node:timers/promises';
import type { SubgraphName } from '@samplan/schema/events/contract';
import type { Database } from '../db/database.ts';
import type { Log } from '../server/log.ts';
import { Bell } from './bell.ts';
import { backOff, type DeliveryOptions, deliverNext } from './delivery.ts';
import type { Transport } from './envelope.ts';

/** How hard the relay tries. */
export interface RelayOptions extends DeliveryOptions {
  /** How often to look without being woken. */
  readonly pollMs: number;
}

/** An event is tried for about a minute before a person must look at it; meanwhile it holds back its own aggregate only. */
const DEFAULTS: RelayOptions = {
  batchSize: 200,
  maxAttempts: 30,
  firstWaitMs: 50,
  longestWaitMs: 2000,
  pollMs: 1000,
};

/** Takes events from the outbox to their consumers. */
export interface Relay {
  /** Stops after the delivery under way. */
  stop(): Promise<void>;
}

/**
 * Starts the relay of a subgraph: one loop per consumer, so that a slow or fallen consumer delays nobody else. The outbox is
 * the truth and NOTIFY only wakes. Several processes of one subgraph may run it; an advisory lock per consumer lets one
 * deliver at a time.
 */
export function startRelay(o: {
  readonly producer: SubgraphName;
  readonly consumers: readonly SubgraphName[];
  readonly database: Database;
  readonly transport: Transport;
  readonly log: Log;
  readonly options?: Partial<RelayOptions>;
}): Relay {
  const options = { ...DEFAULTS, ...o.options };
  const bells = o.consumers.map(() => new Bell());
  o.database.listen('kit_outbox', () => {
    for (const bell of bells) bell.ring();
  });
  const stopping = new AbortController();

  async function run(consumer: SubgraphName, bell: Bell): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        const { mayHaveMore, retryInMs } = await deliverNext(
          o.database.pool,
          o.producer,
          consumer,
          o.transport,
          options,
        );
        failures = 0;
        if (retryInMs !== null) setTimeout(() => bell.ring(), retryInMs).unref();
        if (!mayHaveMore) await bell.wait(options.pollMs);
      } catch (error) {
        failures += 1;
        o.log.warn({ event: 'relay.unreachable', consumer, failures, problem: nameOf(error) });
        // Not to be woken: new events would make it knock at a closed door without pause.
        await sleep(backOff(failures, options), undefined, { signal: stopping.signal, ref: false }).catch(() => {});
      }
    }
  }

  const loops = o.consumers.map((consumer, i) => run(consumer, bells[i] ?? new Bell()));
  return {
    async stop() {
      stopping.abort();
      for (const bell of bells) bell.ring();
      await Promise.all(loops);
    },
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
