import type { SubgraphName } from '@samplan/schema/events/contract';
import type pg from 'pg';

/** Rows that one transaction looks at: what is locked is locked for moments. */
const BATCH = 1000;

/** What a purge of an outbox came to. */
export interface PurgedEvents {
  readonly purged: number;
  /** Events that are old enough and stay: a consumer has not got them, or they are parked. */
  readonly undelivered: number;
}

/**
 * Removes the events that were written more than `days` ago and that every consumer has got. What is removed of a kind of event is
 * marked in the same transaction, so that a feed can tell a reader that comes too late. Goes on from where it was interrupted when it
 * is given again.
 *
 * @param pool - of the producer's database, as the owner of its tables.
 */
export async function purgeEvents(pool: pg.Pool, days: number): Promise<PurgedEvents> {
  return await alone(pool, async (client) => {
    let [looked, purged] = [0, 0];
    for (let after: Place = ['-infinity', '0']; ; ) {
      const { rows } = await client.query<Batch>(PURGE_EVENTS, [days, ...after, BATCH]);
      const [batch] = rows;
      if (!batch) return { purged, undelivered: looked - purged };
      looked += batch.looked;
      purged += batch.purged;
      after = [batch.at, batch.position];
    }
  });
}

/** The last row that was looked at. PostgreSQL's own text of an instant keeps what a Date would lose. */
type Place = readonly [at: string, key: string];

interface Batch {
  readonly looked: number;
  readonly purged: number;
  readonly at: string;
  readonly position: string;
}

const LOCK = `hashtextextended('kit.purge_events', 0)`;

/** Works while nobody else purges this database; who comes meanwhile waits. */
async function alone<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(${LOCK})`);
    return await work(client);
  } finally {
    const isFree = await client.query(`SELECT pg_advisory_unlock(${LOCK})`).then(
      () => true,
      () => false,
    );
    // A connection that cannot give the lock back is closed, which gives it back.
    client.release(!isFree);
  }
}

/**
 * A delivery is written with its event and never later, so what has none now never has one again. Marks of a database that was
 * restored into another server are ahead of its transactions; they mark nothing, and give way.
 */
const PURGE_EVENTS = `
  WITH old AS MATERIALIZED (
    SELECT written_at, position FROM kit.outbox
    WHERE written_at < now() - make_interval(days => $1) AND (written_at, position) > ($2::timestamptz, $3::bigint)
    ORDER BY written_at, position LIMIT $4
  ), gone AS (
    DELETE FROM kit.outbox o USING old
    WHERE o.position = old.position AND NOT EXISTS (SELECT FROM kit.outbox_delivery d WHERE d.position = old.position)
    RETURNING o.type, o.written_in, o.position
  ), marked AS (
    INSERT INTO kit.outbox_purged AS mark (type, written_in, position)
    SELECT DISTINCT ON (type) type, written_in, position FROM gone
    WHERE written_in < pg_snapshot_xmax(pg_current_snapshot())
    ORDER BY type, written_in DESC, position DESC
    ON CONFLICT (type) DO UPDATE SET written_in = excluded.written_in, position = excluded.position
    WHERE (mark.written_in, mark.position) < (excluded.written_in, excluded.position)
      OR mark.written_in >= pg_snapshot_xmax(pg_current_snapshot())
  )
  SELECT (SELECT count(*)::int FROM old) AS looked, (SELECT count(*)::int FROM gone) AS purged, written_at::text AS at, position::text
  FROM old ORDER BY old.written_at DESC, old.position DESC LIMIT 1`;

/** A consumer and a producer whose events it hears. */
export interface Heard {
  /** The consumer's database, as the owner of its tables. */
  readonly consumer: pg.Pool;
  readonly producer: SubgraphName;
  readonly producerPool: pg.Pool;
}

/**
 * Forgets what a consumer heard more than `days` ago, of events that are not in the producer's outbox any more: those cannot come
 * again. As long as an event is there, somebody's delivery of it may be, and with the note gone it could take effect twice.
 * @returns how many events were forgotten.
 */
export async function forgetHeard({ consumer, producer, producerPool }: Heard, days: number): Promise<number> {
  return await alone(consumer, async (client) => {
    let forgotten = 0;
    for (let after: Place = ['-infinity', '']; ; ) {
      const { rows } = await client.query<{ at: string; id: string }>(
        `SELECT received_at::text AS at, event_id AS id FROM kit.inbox
         WHERE producer = $1 AND received_at < now() - make_interval(days => $2)
           AND (received_at, event_id) > ($3::timestamptz, $4)
         ORDER BY received_at, event_id LIMIT $5`,
        [producer, days, ...after, BATCH],
      );
      const last = rows.at(-1);
      if (!last) return forgotten;
      const ids = await notInOutbox(
        producerPool,
        rows.map(({ id }) => id),
      );
      const { rowCount } = await client.query('DELETE FROM kit.inbox WHERE event_id = ANY($1)', [ids]);
      forgotten += rowCount ?? 0;
      after = [last.at, last.id];
    }
  });
}

async function notInOutbox(pool: pg.Pool, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT id FROM unnest($1::text[]) AS heard (id) WHERE NOT EXISTS (SELECT FROM kit.outbox o WHERE o.id = heard.id)',
    [ids],
  );
  return rows.map(({ id }) => id);
}
