import { transact } from '@samplan/kit/db/transaction';
import { type Log, traceOf } from '@samplan/kit/server/log';
import { type Clock, stockholmDay } from '@samplan/kit/time';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { dateOf, type Ended, endAssignments } from './change.prisma.ts';

const POLL_MS = 5000;
const BATCH = 100;

/** Ends what has had its last day. */
export interface Expiry {
  stop(): Promise<void>;
}

/**
 * Starts ending assignments whose last day is over, from 00:00 Swedish time the day after (B-14), with the accounts that have none
 * left. Tokens stop working at that instant by themselves; this closes what is behind them and tells the other subgraphs. Several
 * processes may run it: each assignment ends once.
 * @param noteEnded - tells this process at once what has ended.
 */
export function startExpiry(o: {
  readonly db: PrismaClient;
  readonly now: Clock;
  readonly log: Log;
  readonly noteEnded: (ended: Ended) => void;
}): Expiry {
  let running = Promise.resolve();
  const tick = (): void => {
    running = running
      .then(() => expireAll(o.db, o.now(), o.noteEnded))
      .catch((error: unknown) => {
        const { problem = 'unknown' } = traceOf(error);
        o.log.warn({ event: 'expiry.failed', problem }); // tried again with the next tick
      });
  };
  tick();
  const timer = setInterval(tick, POLL_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

async function expireAll(db: PrismaClient, now: Date, noteEnded: (ended: Ended) => void): Promise<void> {
  const today = dateOf(stockholmDay(now)) ?? now;
  for (;;) {
    const over = await db.assignment.findMany({
      where: { isActive: true, validTo: { lt: today } },
      select: { id: true },
      orderBy: { id: 'asc' },
      take: BATCH,
    });
    if (over.length === 0) return;
    const ids = over.map(({ id }) => id);
    noteEnded(await transact(db, async (tx) => await endAssignments(tx, ids, now)));
  }
}
