import type { SubgraphName } from '@samplan/schema/events/contract';
import type pg from 'pg';
import { cloudEventType, type Envelope, type Receipt, type Transport } from './envelope.ts';

/** How hard deliveries are tried. */
export interface DeliveryOptions {
  /** Events in one delivery. */
  readonly batchSize: number;
  /** Tries before an event is parked. */
  readonly maxAttempts: number;
  /** Wait after the first failure; doubles with each. */
  readonly firstWaitMs: number;
  /** The longest wait between tries, for an event or an unreachable consumer. */
  readonly longestWaitMs: number;
}

/** The consumer answered, and said of no event what became of it. */
export class NothingSettled extends Error {
  override readonly name = 'NothingSettled';
}

/** What a delivery came to. */
export interface Delivered {
  /** May more be due that nothing will tell of? */
  readonly mayHaveMore: boolean;
  /** When the first of those that failed is due again; null when none failed. */
  readonly retryInMs: number | null;
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

const NOTHING: Delivered = { mayHaveMore: false, retryInMs: null };

/**
 * Delivers the next events that are due to a consumer and settles what became of them. Killed between the two, the same events
 * are delivered again, which consumers do not mind. Nothing happens while another process delivers to the same consumer.
 * @throws whatever the transport throws; NothingSettled.
 */
export async function deliverNext(
  pool: pg.Pool,
  producer: SubgraphName,
  consumer: SubgraphName,
  transport: Transport,
  options: DeliveryOptions,
): Promise<Delivered> {
  const client = await pool.connect();
  let isLocked = false;
  try {
    // Mostly nothing is due: one statement finds that out.
    const lock = await client.query<{ locked: boolean }>(
      `SELECT CASE WHEN EXISTS (SELECT FROM ${DUE})
         THEN pg_try_advisory_lock(hashtextextended('kit.relay:' || $1, 0)) ELSE false END AS locked`,
      [consumer],
    );
    isLocked = lock.rows[0]?.locked === true;
    if (!isLocked) return NOTHING;
    const rows = await dueEvents(client, consumer, options.batchSize);
    if (rows.length === 0) return NOTHING;
    const receipts = await transport(
      consumer,
      rows.map((row) => toEnvelope(producer, row)),
    );
    const { settled, retryInMs } = await settle(client, consumer, rows, receipts, options);
    return { mayHaveMore: rows.length === options.batchSize || settled < rows.length, retryInMs };
  } finally {
    // A connection that cannot give the lock back is closed, which gives it back.
    const isStuck = isLocked && !(await unlock(client, consumer));
    client.release(isStuck);
  }
}

async function unlock(client: pg.PoolClient, consumer: SubgraphName): Promise<boolean> {
  try {
    await client.query(`SELECT pg_advisory_unlock(hashtextextended('kit.relay:' || $1, 0))`, [consumer]);
    return true;
  } catch {
    return false;
  }
}

/** Deliveries `d` to the consumer $1 whose turn it is: an event waits while an earlier one of its aggregate is parked or not due. */
const DUE = `kit.outbox_delivery d
  WHERE d.consumer = $1 AND d.parked_at IS NULL AND d.due_at <= now()
    AND NOT EXISTS (
      SELECT 1 FROM kit.outbox_delivery earlier
      WHERE earlier.consumer = d.consumer AND earlier.aggregate_id = d.aggregate_id
        AND earlier.position < d.position AND (earlier.parked_at IS NOT NULL OR earlier.due_at > now()))`;

async function dueEvents(client: pg.PoolClient, consumer: SubgraphName, count: number): Promise<readonly DueRow[]> {
  const { rows } = await client.query<DueRow>(
    `SELECT due.position, o.id, o.type, due.aggregate_id, o.data, o.occurred_at, due.attempts
     FROM (SELECT d.* FROM ${DUE} ORDER BY d.position LIMIT $2) AS due JOIN kit.outbox o USING (position)
     ORDER BY due.position`,
    [consumer, count],
  );
  return rows;
}

/**
 * Removes what was heard and puts off or parks what failed. What the consumer says nothing of stays due.
 * @returns of how many events something was said, and when the first that failed is due again.
 * @throws NothingSettled
 */
async function settle(
  client: pg.PoolClient,
  consumer: SubgraphName,
  rows: readonly DueRow[],
  receipts: readonly Receipt[],
  options: DeliveryOptions,
): Promise<{ readonly settled: number; readonly retryInMs: number | null }> {
  const byId = new Map(receipts.map((receipt) => [receipt.id, receipt]));
  const heard = rows.filter((row) => byId.get(row.id)?.outcome === 'HEARD');
  if (heard.length > 0) {
    await client.query('DELETE FROM kit.outbox_delivery WHERE consumer = $1 AND position = ANY($2::bigint[])', [
      consumer,
      heard.map((row) => row.position),
    ]);
  }
  const waits: number[] = [];
  for (const row of rows) {
    const receipt = byId.get(row.id);
    if (receipt?.outcome !== 'FAILED' && receipt?.outcome !== 'REJECTED') continue;
    const attempts = row.attempts + 1;
    const isParked = receipt.outcome === 'REJECTED' || attempts >= options.maxAttempts;
    const wait = backOff(attempts, options);
    waits.push(wait);
    await client.query(
      `UPDATE kit.outbox_delivery
       SET attempts = $3, problem = $4, parked_at = CASE WHEN $5 THEN now() END,
           due_at = now() + $6 * interval '1 millisecond'
       WHERE consumer = $1 AND position = $2`,
      [consumer, row.position, attempts, receipt.problem, isParked, wait],
    );
  }
  const settled = heard.length + waits.length;
  if (settled === 0) throw new NothingSettled();
  return { settled, retryInMs: waits.length > 0 ? Math.min(...waits) : null };
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

/** How long to wait after so many failures. */
export function backOff(failures: number, { firstWaitMs, longestWaitMs }: DeliveryOptions): number {
  return Math.min(firstWaitMs * 2 ** (failures - 1), longestWaitMs);
}
