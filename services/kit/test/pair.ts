import type { Database } from '@samplan/kit/db/database';
import type { Sql, TransactionalSql } from '@samplan/kit/db/sql';
import { transact } from '@samplan/kit/db/transaction';
import type { Envelope, Receipt, Transport } from '@samplan/kit/events/envelope';
import { createInbox, type Inbox, on } from '@samplan/kit/events/inbox';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { type RelayOptions, startRelay } from '@samplan/kit/events/relay';
import { createLog } from '@samplan/kit/server/log';
import type { SubgraphName } from '@samplan/schema/events/contract';
import { assignmentChanged } from '@samplan/schema/events/identity';
import { type OpenTestDatabase, openTestDatabase } from '@samplan/testing/open-database';
import { until } from '@samplan/testing/until';

/** Number `n` of the events of an assignment. */
export type Numbered = readonly [aggregateId: string, n: number];

/** A producer (identity) and a consumer (care), each with a database of its own, and events of numbered assignments between. */
export interface Pair {
  readonly producer: OpenTestDatabase;
  readonly consumer: OpenTestDatabase;
  readonly inbox: Inbox;
  /** Aggregates whose events the consumer fails to handle. */
  readonly failing: Set<string>;
  /** Lines of the logs. */
  readonly logged: string[];
  /** Writes events in one transaction. */
  tell(...events: readonly Numbered[]): Promise<void>;
  /** What the consumer has heard, in the order of its hearing. */
  heard(): Promise<readonly Numbered[]>;
  /** Waits until the consumer has heard so many. */
  untilHeard(count: number): Promise<readonly Numbered[]>;
  /** Deliveries to the consumer that are not settled, first to last. */
  waiting(): Promise<readonly Waiting[]>;
  /** Starts a relay; it stops with the pair. */
  relay(options?: RelayStart): { stop(): Promise<void> };
  close(): Promise<void>;
}

/** A delivery that is not settled. */
export interface Waiting {
  readonly aggregate: string;
  readonly attempts: number;
  readonly isParked: boolean;
  readonly problem: string | null;
}

/** How a relay is started; the standard is fast. */
export interface RelayStart extends Partial<RelayOptions> {
  readonly transport?: Transport;
  readonly consumers?: readonly SubgraphName[];
  readonly database?: Database;
}

/** A numbered event's data. */
export function dataOf([assignmentId, version]: Numbered) {
  return { assignmentId, userId: 'usr_test', unitId: 'unt_test', role: 'NURSE', isActive: true, version };
}

let sent = 0;

/** A numbered event as identity sends it, with an id that no other has. */
export function eventOf(numbered: Numbered, change: Partial<Envelope> = {}): Envelope {
  sent += 1;
  return {
    specversion: '1.0',
    id: `evt_${sent}`,
    source: '/samplan/identity',
    type: 'se.samplan.identity.AssignmentChanged',
    subject: numbered[0],
    time: '2026-11-21T08:00:00.000Z',
    datacontenttype: 'application/json',
    data: dataOf(numbered),
    ...change,
  };
}

/** Writes numbered events in a transaction. */
export async function tellIn(tx: Sql, ...events: readonly Numbered[]): Promise<void> {
  const all = events.map((event) => newEvent(assignmentChanged, event[0], dataOf(event)));
  await writeEvents(tx, all, new Date('2026-11-21T08:00:00.000Z'));
}

/** The inbox of a consumer that notes in the table `heard` what it has heard. */
export function hearing(sql: TransactionalSql<Sql>, failing: ReadonlySet<string>, logged: string[] = []): Inbox {
  return createInbox({
    db: sql,
    log: createLog('care', 'info', (line) => logged.push(line)),
    handlers: [
      on(assignmentChanged, async (tx: Sql, { assignmentId, version }) => {
        await tx.$executeRawUnsafe('INSERT INTO heard (aggregate, n) VALUES ($1, $2)', assignmentId, version);
        if (failing.has(assignmentId)) throw new RangeError(`cannot handle ${assignmentId}`);
      }),
    ],
  });
}

/** Makes the pair. */
export async function makePair(): Promise<Pair> {
  const [producer, consumer] = await Promise.all([openTestDatabase('identity'), openTestDatabase('care')]);
  await consumer.query('CREATE TABLE heard (place bigserial PRIMARY KEY, aggregate text, n int)');
  await consumer.query('GRANT ALL ON ALL TABLES IN SCHEMA public TO samplan_application');
  await consumer.query('GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO samplan_application');
  const failing = new Set<string>();
  const logged: string[] = [];
  const inbox = hearing(consumer.sql, failing, logged);
  const relays: { stop(): Promise<void> }[] = [];

  async function heard(): Promise<readonly Numbered[]> {
    const rows = await consumer.query<{ aggregate: string; n: number }>(
      'SELECT aggregate, n FROM heard ORDER BY place',
    );
    return rows.map(({ aggregate, n }) => [aggregate, n]);
  }

  return {
    producer,
    consumer,
    inbox,
    failing,
    logged,
    tell: (...events) => transact(producer.sql, (tx) => tellIn(tx, ...events)),
    heard,
    untilHeard: (count) =>
      until(`${count} events are heard`, async () => {
        const all = await heard();
        return all.length >= count && all;
      }),
    async waiting() {
      return await producer.query<{ aggregate: string; attempts: number; isParked: boolean; problem: string | null }>(
        `SELECT aggregate_id AS aggregate, attempts, parked_at IS NOT NULL AS "isParked", problem
         FROM kit.outbox_delivery WHERE consumer = 'care' ORDER BY position`,
      );
    },
    relay({
      transport = directly(inbox),
      consumers = ['care'] as const,
      database = producer.database,
      ...options
    } = {}) {
      const relay = startRelay({
        producer: 'identity',
        consumers,
        database,
        transport,
        log: createLog('identity', 'info', (line) => logged.push(line)),
        options: { firstWaitMs: 5, longestWaitMs: 20, pollMs: 50, ...options },
      });
      relays.push(relay);
      return relay;
    },
    async close() {
      await Promise.all(relays.map((relay) => relay.stop()));
      await Promise.all([producer.drop(), consumer.drop()]);
    },
  };
}

/** Brings events straight into an inbox. */
export function directly(inbox: Inbox): Transport {
  return async (_consumer: SubgraphName, events: readonly Envelope[]): Promise<readonly Receipt[]> =>
    await inbox.receive('identity', events);
}

/** The numbers of one aggregate, in order. */
export function numbersOf(all: readonly Numbered[], aggregateId: string): readonly number[] {
  return all.filter(([id]) => id === aggregateId).map(([, n]) => n);
}
