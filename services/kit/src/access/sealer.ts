import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Database } from '../db/database.ts';
import { found } from '../found.ts';
import type { Log } from '../server/log.ts';
import { ENTRY_COLUMNS, GENESIS, link, type StoredEntry } from './chain.ts';

const BATCH = 500;
const POLL_MS = 2000;

/** How long entries gather before they are sealed together: to seal each on its own costs more than to write it. */
const GATHER_MS = 100;

/** Adds new entries of the access log to the chain. */
export interface Sealer {
  stop(): Promise<void>;
}

/**
 * Starts sealing: entries are added to the chain in the order they are found, moments after their commit. Requests never wait
 * for each other's place in the chain. Several processes may run it; one at a time seals.
 */
export function startSealer(database: Database, log: Log): Sealer {
  const stopping = new AbortController();
  const { signal } = stopping;
  let isRunning = false;
  let isWanted = false;
  let running = Promise.resolve();

  function wake(): void {
    isWanted = true;
    if (isRunning || signal.aborted) return;
    isRunning = true;
    running = sealWhileWanted();
  }

  async function sealWhileWanted(): Promise<void> {
    while (isWanted && !signal.aborted) {
      await sleep(GATHER_MS, undefined, { signal, ref: false }).catch(() => {});
      isWanted = false;
      await sealAll(database.pool).catch((error: unknown) => {
        log.error({ event: 'access-log.seal-failed', problem: error instanceof Error ? error.name : 'unknown' });
      });
    }
    isRunning = false;
  }

  database.listen('kit_access_log', wake);
  const timer = setInterval(wake, POLL_MS);
  timer.unref();
  return {
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await running;
      await sealAll(database.pool).catch(() => {}); // what is left is sealed at the next start
    },
  };
}

/**
 * Seals everything that waits.
 * @returns how many entries were sealed.
 */
export async function sealAll(pool: pg.Pool): Promise<number> {
  let sealed = 0;
  for (;;) {
    const count = await sealBatch(pool);
    sealed += count;
    if (count < BATCH) return sealed;
  }
}

async function sealBatch(pool: pg.Pool): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // now() stays the same in the whole transaction: what is hashed here is what the link is stored with.
    const { rows: started } = await client.query<{ now: string }>(
      `SELECT extract(epoch FROM now())::text AS now, pg_advisory_xact_lock(hashtextextended('kit.access_log_seal', 0))`,
    );
    const sealedAt = found(started[0]).now;
    const { rows: entries } = await client.query<StoredEntry>(
      `WITH taken AS (
         DELETE FROM kit.access_log_unsealed WHERE entry IN
           (SELECT entry FROM kit.access_log_unsealed ORDER BY entry LIMIT $1)
         RETURNING entry)
       SELECT ${ENTRY_COLUMNS} FROM kit.access_log l JOIN taken USING (entry)
       WHERE NOT EXISTS (SELECT FROM kit.access_log_seal s WHERE s.entry = l.entry) ORDER BY l.entry`,
      [BATCH],
    );
    if (entries.length > 0) {
      const { rows } = await client.query<{ seal: string; hash: Buffer }>(
        'SELECT seal, hash FROM kit.access_log_seal ORDER BY seal DESC LIMIT 1',
      );
      let hash = rows[0]?.hash ?? GENESIS;
      const first = Number(rows[0]?.seal ?? 0) + 1;
      const hashes = entries.map((entry) => {
        hash = link(hash, sealedAt, entry);
        return hash;
      });
      await client.query(
        `INSERT INTO kit.access_log_seal (seal, entry, hash, sealed_at)
         SELECT $1 + n - 1, entry, hash, now() FROM unnest($2::bigint[], $3::bytea[]) WITH ORDINALITY AS s(entry, hash, n)`,
        [first, entries.map((entry) => entry.entry), hashes],
      );
    }
    await client.query('COMMIT');
    return entries.length;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}
