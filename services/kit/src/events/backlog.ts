import type pg from 'pg';

/** What waits in the outbox, for health and for the operator. */
export interface Backlog {
  readonly waiting: number;
  readonly parked: number;
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
     WHERE d.parked_at IS NOT NULL ORDER BY d.parked_at, d.position`,
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
