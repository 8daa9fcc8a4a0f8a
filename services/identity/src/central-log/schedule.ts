import type { Log } from '@samplan/kit/server/log';
import type { Clock } from '@samplan/kit/time';
import { SUBGRAPHS } from '@samplan/schema/events/contract';
import type { CentralLogStore } from './store.ts';

const HOUR_MS = 3_600_000;
/** Each chain is checked from its beginning once a day. */
const CHECK_EVERY_MS = 24 * HOUR_MS;

/** The checks of the central log that come by themselves. */
export interface LogChecks {
  stop(): Promise<void>;
}

/** Looks every hour whether a check is due, and checks then. A chain that does not hold is an error in the log of the process. */
export function scheduleLogChecks(central: CentralLogStore, now: Clock, log: Log): LogChecks {
  let running = Promise.resolve();

  async function checkIfDue(): Promise<void> {
    const at = now();
    const before = await central.checkedAt();
    if (before && at.getTime() - before.getTime() < CHECK_EVERY_MS) return;
    for (const subgraph of SUBGRAPHS) {
      const report = await central.check(subgraph, at);
      if (!report.holds) log.error({ event: 'access-log.broken', producer: subgraph, problem: report.fault });
    }
  }

  const timer = setInterval(() => {
    running = checkIfDue().catch((error: unknown) => {
      log.error({ event: 'access-log.unchecked', problem: error instanceof Error ? error.name : 'unknown' });
    });
  }, HOUR_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
