import type { SubgraphName } from '@samplan/schema/events/contract';
import type pg from 'pg';
import type { Database } from '../db/database.ts';
import type { Log } from '../server/log.ts';
import { cloudEventType, type Envelope, type Receipt, type Transport } from './envelope.ts';

/** How hard the relay tries. */
export interface RelayOptions {
  /** Events in one delivery. */
  readonly batchSize: number;
  /** Tries before an event is parked. */
  readonly maxAttempts: number;
  /** Wait after the first failure; doubles with each. */
  readonly firstWaitMs: number;
  /** The longest wait between tries, for an event or an unreachable consumer. */
  readonly longestWaitMs: number;
  /** How often to look without being woken. */
  readonly pollMs: number;
}

const DEFAULTS: RelayOptions = {
  batchSize: 200,
  maxAttempts: 8,
  firstWaitMs: 50,
  longestWaitMs: 2000,
  pollMs: 1000,
};

/** What waits in the outbox, for health and for the operator. */
export interface Backlog {
  readonly waiting: number;
  readonly parked: number;
}

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
  let stopped = false;

  async function run(consumer: SubgraphName, bell: Bell): Promise<void> {
    let failures = 0;
    while (!stopped) {
      let wait = options.pollMs;
      try {
        const outcome = await deliverNext(o.database.pool, o.producer, consumer, o.transport, options);
        failures = 0;
        if (outcome === 'MORE') continue;
      } catch (error) {
        failures += 1;
        wait = backOff(failures, options);
        o.log.warn({ event: 'relay.unreachable', consumer, failures, problem: nameOf(error) });
      }
      await bell.wait(wait);
    }
  }

  const loops = o.consumers.map((consumer, i) => run(consumer, bells[i] ?? new Bell()));
  return {
    async stop() {
      stopped = true;
      for (const bell of bells) bell.ring();
      await Promise.all(loops);
    },
  };
}

/** Counts what waits. */
export async function backlog(pool: pg.Pool): Promise<Backlog> {
  const { rows } = await pool.query<Backlog>(
    `SELECT count(*) FILTER (WHERE parked_at IS NULL)::int AS waiting,
            count(*) FILTER (WHERE parked_at IS NOT NULL)::int AS parked
     FROM kit.outbox_delivery`,
  );
  return rows[0] ?? { waiting: 0, parked: 0 };
}

/** An event that a person must look at. */
export interface ParkedEvent {
  readonly id: string;
  readonly consumer: string;
  readonly type: string;
  readonly parkedAt: Date;
  readonly attempts: number;
  readonly problem: string | null;
  /** Later events of the same aggregate that wait behind it. */
  readonly waitingBehind: number;
}

/** Lists parked events, oldest first. */
export async function parkedEvents(pool: pg.Pool): Promise<readonly ParkedEvent[]> {
  const { rows } = await pool.query<ParkedEvent>(
    `SELECT o.id, d.consumer, o.type, d.parked_at AS "parkedAt", d.attempts, d.problem,
            (SELECT count(*)::int FROM kit.outbox_delivery later
             WHERE later.consumer = d.consumer AND later.aggregate_id = d.aggregate_id
               AND later.position > d.position) AS "waitingBehind"
     FROM kit.outbox_delivery d JOIN kit.outbox o USING (position)
     WHERE d.parked_at IS NOT NULL ORDER BY d.parked_at`,
  );
  return rows;
}

/**
 * Lets parked events be tried again, after the cause is mended.
 * @param eventId - one event; all parked events when left out.
 * @returns how many deliveries were set going.
 */
export async function replayParked(pool: pg.Pool, eventId?: string): Promise<number> {
  const { rowCount } = await pool.query(
    `WITH woken AS (SELECT pg_notify('kit_outbox', ''))
     UPDATE kit.outbox_delivery d SET parked_at = NULL, attempts = 0, due_at = now(), problem = NULL
     FROM kit.outbox o, woken
     WHERE o.position = d.position AND d.parked_at IS NOT NULL AND ($1::text IS NULL OR o.id = $1)`,
    [eventId ?? null],
  );
  return rowCount ?? 0;
}

interface DueRow {
  readonly position: string;
  readonly id: string;
  readonly type: string;
  readonly aggregate_id: string;
  readonly data: unknown;
  readonly occurred_at: Date;
  readonly attempts: number;
}

async function deliverNext(
  pool: pg.Pool,
  producer: SubgraphName,
  consumer: SubgraphName,
  transport: Transport,
  options: RelayOptions,
): Promise<'MORE' | 'NOTHING'> {
  const client = await pool.connect();
  try {
    const lock = await client.query<{ locked: boolean }>(
      `SELECT pg_try_advisory_lock(hashtextextended('kit.relay:' || $1, 0)) AS locked`,
      [consumer],
    );
    if (!lock.rows[0]?.locked) return 'NOTHING';
    try {
      // An event waits while an earlier one of its aggregate is parked or not due.
      const { rows } = await client.query<DueRow>(
        `SELECT d.position, o.id, o.type, d.aggregate_id, o.data, o.occurred_at, d.attempts
         FROM kit.outbox_delivery d JOIN kit.outbox o USING (position)
         WHERE d.consumer = $1 AND d.parked_at IS NULL AND d.due_at <= now()
           AND NOT EXISTS (
             SELECT 1 FROM kit.outbox_delivery earlier
             WHERE earlier.consumer = d.consumer AND earlier.aggregate_id = d.aggregate_id
               AND earlier.position < d.position AND (earlier.parked_at IS NOT NULL OR earlier.due_at > now()))
         ORDER BY d.position LIMIT $2`,
        [consumer, options.batchSize],
      );
      if (rows.length === 0) return 'NOTHING';
      const receipts = await transport(
        consumer,
        rows.map((row) => toEnvelope(producer, row)),
      );
      await settle(client, consumer, rows, receipts, options);
      return 'MORE';
    } finally {
      await client.query(`SELECT pg_advisory_unlock(hashtextextended('kit.relay:' || $1, 0))`, [consumer]);
    }
  } finally {
    client.release();
  }
}

async function settle(
  client: pg.PoolClient,
  consumer: SubgraphName,
  rows: readonly DueRow[],
  receipts: readonly Receipt[],
  options: RelayOptions,
): Promise<void> {
  const byId = new Map(receipts.map((receipt) => [receipt.id, receipt]));
  const heard = rows.filter((row) => byId.get(row.id)?.outcome === 'HEARD');
  if (heard.length > 0) {
    await client.query('DELETE FROM kit.outbox_delivery WHERE consumer = $1 AND position = ANY($2::bigint[])', [
      consumer,
      heard.map((row) => row.position),
    ]);
  }
  for (const row of rows) {
    const receipt = byId.get(row.id);
    if (receipt?.outcome !== 'FAILED' && receipt?.outcome !== 'REJECTED') continue;
    const attempts = row.attempts + 1;
    const park = receipt.outcome === 'REJECTED' || attempts >= options.maxAttempts;
    await client.query(
      `UPDATE kit.outbox_delivery
       SET attempts = $3, problem = $4, parked_at = CASE WHEN $5 THEN now() END,
           due_at = now() + $6 * interval '1 millisecond'
       WHERE consumer = $1 AND position = $2`,
      [consumer, row.position, attempts, receipt.problem, park, backOff(attempts, options)],
    );
  }
}

function toEnvelope(producer: SubgraphName, row: DueRow): Envelope {
  return {
    specversion: '1.0',
    id: row.id,
    source: `/samplan/${producer}`,
    type: cloudEventType(producer, row.type),
    subject: row.aggregate_id,
    time: row.occurred_at.toISOString(),
    datacontenttype: 'application/json',
    data: row.data,
  };
}

function backOff(failures: number, { firstWaitMs, longestWaitMs }: RelayOptions): number {
  return Math.min(firstWaitMs * 2 ** (failures - 1), longestWaitMs);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

/** Wakes a loop early. A ring while nobody waits is remembered. */
class Bell {
  private rung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        timer.unref();
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.rung = false;
    this.wake = undefined;
  }
}
