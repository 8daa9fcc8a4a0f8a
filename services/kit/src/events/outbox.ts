import type { EventContract, EventData } from '@samplan/schema/events/contract';
import type { Sql } from '../db/sql.ts';
import { newId } from '../id.ts';

/** An event as a domain rule or a store says it: which contract, about which aggregate, with which data. */
export interface NewEvent<C extends EventContract = EventContract> {
  readonly contract: C;
  /** Events of one aggregate are delivered in order. */
  readonly aggregateId: string;
  readonly data: EventData<C>;
}

/** Makes a {@link NewEvent}; checks the data against the contract's type. */
export function newEvent<C extends EventContract>(contract: C, aggregateId: string, data: EventData<C>): NewEvent<C> {
  return { contract, aggregateId, data };
}

/**
 * Writes events into the outbox, in the transaction that changes the state, with one delivery per consumer. What is in the
 * outbox after the commit reaches every consumer, whatever is killed when, and events of one aggregate in the order of the
 * commits. Another transaction that writes such events of the same aggregate waits for this one. Events that no subgraph hears are
 * there to be followed; see `feed.ts`.
 *
 * @param tx - the transaction.
 * @param occurredAt - when it happened.
 * @returns the ids of the events.
 * @throws ZodError when data breaks its contract: a fault of ours, before anything is committed.
 */
export async function writeEvents(tx: Sql, events: readonly NewEvent[], occurredAt: Date): Promise<readonly string[]> {
  if (events.length === 0) return [];
  const rows = events.map(({ contract, aggregateId, data }) => ({
    id: newId('evt'),
    type: contract.type,
    aggregate_id: aggregateId,
    data: contract.data.parse(data),
    consumers: contract.consumers,
  }));
  const delivered = rows.filter((row) => row.consumers.length > 0);
  if (delivered.length > 0) await lockAggregates(tx, [...new Set(delivered.map((row) => row.aggregate_id))]);
  await tx.$executeRawUnsafe(
    `WITH given AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb)
         AS g(id text, type text, aggregate_id text, data jsonb, consumers jsonb)
     ), written AS (
       INSERT INTO kit.outbox (id, type, aggregate_id, data, occurred_at)
       SELECT id, type, aggregate_id, data, $2::timestamptz FROM given
       RETURNING position, id, aggregate_id
     )
     INSERT INTO kit.outbox_delivery (consumer, position, aggregate_id)
     SELECT consumer, written.position, written.aggregate_id
     FROM written JOIN given USING (id), jsonb_array_elements_text(given.consumers) AS consumer`,
    JSON.stringify(rows),
    occurredAt,
  );
  return rows.map((row) => row.id);
}

/**
 * Lets one transaction at a time write events of an aggregate, so that the order of positions is the order of commits: else a
 * slow one could commit an earlier event after a later one was delivered. The locks are few whatever the number of aggregates.
 */
async function lockAggregates(tx: Sql, ids: readonly string[]): Promise<void> {
  await tx.$executeRawUnsafe(
    `SELECT pg_advisory_xact_lock(hashtext('kit.outbox'), bucket)
     FROM (SELECT DISTINCT hashtext(id) & 1023 AS bucket FROM unnest($1::text[]) AS id ORDER BY bucket) AS buckets`,
    ids,
  );
}

/** Is there a consumer that has not got the event yet? Parked deliveries do not count: they wait for a person. */
export async function isUndelivered(sql: Sql, eventId: string): Promise<boolean> {
  const rows = await sql.$queryRawUnsafe<unknown[]>(
    `SELECT 1 FROM kit.outbox_delivery d JOIN kit.outbox o USING (position)
     WHERE o.id = $1 AND d.parked_at IS NULL LIMIT 1`,
    eventId,
  );
  return rows.length > 0;
}

/**
 * Takes back what is still to be delivered of a kind of event, because every consumer has been given its copies in another way.
 * The events themselves stay.
 */
export async function withdrawDeliveries(sql: Sql, contract: EventContract): Promise<void> {
  await sql.$executeRawUnsafe(
    `DELETE FROM kit.outbox_delivery d USING kit.outbox o WHERE o.position = d.position AND o.type = $1`,
    contract.type,
  );
}
