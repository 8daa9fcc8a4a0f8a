import type { LogSegment } from '@samplan/schema/events/access-log';
import type { SubgraphName } from '@samplan/schema/events/contract';
import { SEALED_LOGS } from '@samplan/schema/events/index';
import type pg from 'pg';
import type { Database } from '../db/database.ts';
import { Bell } from '../events/bell.ts';
import { cloudEventType, type Envelope, type Transport } from '../events/envelope.ts';
import { newId } from '../id.ts';
import type { Log } from '../server/log.ts';
import type { Clock } from '../time.ts';
import { nextSegment } from './segment.ts';

/** Hands a segment to the central log. Answers null when it is there, or the class of what is wrong with it. */
export type ShipSegment = (segment: LogSegment) => Promise<string | null>;

/** How the shipment of the access log stands. */
export interface ShipmentState {
  /** Entries that the central log does not have yet. */
  readonly waiting: number;
  /** Why the central log refused the last segment; null when it did not. */
  readonly refused: string | null;
}

/** Brings the sealed access log to identity. */
export interface Shipper {
  state(): Promise<ShipmentState>;
  stop(): Promise<void>;
}

const EVERY_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Starts the shipment. What was sealed within a second goes as one segment; where the central log is behind, segment follows
 * segment. The place that was reached is kept in the database, and the central log checks that each segment follows its last
 * link: killed anywhere, nothing is lost and nothing comes twice. Several processes may run it; one at a time ships.
 */
export function startShipper(database: Database, ship: ShipSegment, log: Log, everyMs: number = EVERY_MS): Shipper {
  const stopping = new Bell();
  let isStopped = false;
  let refused: string | null = null;
  /** At the first round even an unchanged chain is shown, so that one that was cut off is found. */
  let isFirst = true;

  async function shipAll(): Promise<void> {
    for (let hasMore = true; hasMore && !isStopped; ) {
      const round = await shipNext(database.pool, ship, isFirst);
      if (round.refused !== null && round.refused !== refused) {
        log.error({ event: 'access-log.refused', problem: round.refused });
      }
      refused = round.refused;
      isFirst = false;
      hasMore = round.hasMore;
    }
  }

  async function run(): Promise<void> {
    for (let failures = 0; !isStopped; ) {
      try {
        await shipAll();
        failures = refused === null ? 0 : failures + 1;
      } catch (error) {
        failures += 1;
        log.warn({ event: 'access-log.unshipped', failures, problem: error instanceof Error ? error.name : 'unknown' });
      }
      await stopping.wait(Math.min(everyMs * 2 ** failures, LONGEST_WAIT_MS));
    }
  }

  const running = run();
  return {
    async state() {
      const { rows } = await database.pool.query<{ waiting: number }>(
        `SELECT ((SELECT count(*) FROM kit.access_log_unsealed)
               + greatest(coalesce((SELECT max(seal) FROM kit.access_log_seal), 0) - (SELECT seal FROM kit.access_log_shipped), 0))::int
           AS waiting`,
      );
      return { waiting: rows[0]?.waiting ?? 0, refused };
    },
    async stop() {
      isStopped = true;
      stopping.ring();
      await running;
    },
  };
}

/** Sends segments to identity by the door of events, signed as every delivery. */
export function shipByEvents(producer: SubgraphName, transport: Transport, now: Clock): ShipSegment {
  const contract = SEALED_LOGS.find((sealed) => sealed.producer === producer);
  if (!contract) throw new Error(`nobody takes the access log of ${producer}`);
  return async (segment) => {
    const event: Envelope = {
      specversion: '1.0',
      id: newId('seg'),
      source: `/samplan/${producer}`,
      type: cloudEventType(producer, contract.type),
      subject: `log_${producer}`,
      time: now().toISOString(),
      datacontenttype: 'application/json',
      data: segment,
    };
    const [receipt] = await transport('identity', [event]);
    return receipt?.outcome === 'HEARD' ? null : (receipt?.problem ?? 'unknown');
  };
}

interface Round {
  readonly hasMore: boolean;
  readonly refused: string | null;
}

const NOTHING: Round = { hasMore: false, refused: null };

async function shipNext(pool: pg.Pool, ship: ShipSegment, always: boolean): Promise<Round> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ locked: boolean; seal: string }>(
      `SELECT pg_try_advisory_lock(hashtextextended('kit.access_log_ship', 0)) AS locked, seal FROM kit.access_log_shipped`,
    );
    if (!rows[0]?.locked) return NOTHING;
    try {
      return await shipAfter(pool, Number(rows[0].seal), ship, always);
    } finally {
      await client.query(`SELECT pg_advisory_unlock(hashtextextended('kit.access_log_ship', 0))`);
    }
  } finally {
    client.release();
  }
}

async function shipAfter(pool: pg.Pool, seal: number, ship: ShipSegment, always: boolean): Promise<Round> {
  const segment = await nextSegment(pool, seal);
  if (segment.entries.length === 0 && segment.tip === seal && !always) return NOTHING;
  const problem = await ship(segment);
  const last = segment.first - 1 + segment.entries.length;
  // The central log was set back and names the place that it has: what follows is sent again.
  const behind = /^LogGap:(\d{1,15})$/.exec(problem ?? '')?.[1];
  if (problem !== null && behind === undefined) return { hasMore: false, refused: problem };
  const reached = behind === undefined ? last : Number(behind);
  await pool.query('UPDATE kit.access_log_shipped SET seal = $1', [reached]);
  return { hasMore: behind !== undefined || segment.tip > last, refused: null };
}
