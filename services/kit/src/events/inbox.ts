import type { EventContract, EventData, SubgraphName } from '@samplan/schema/events/contract';
import type { Sql, TransactionalSql } from '../db/sql.ts';
import { isUnavailable, transact } from '../db/transaction.ts';
import type { Log } from '../server/log.ts';
import { cloudEventType, type Envelope, type Receipt } from './envelope.ts';

/** What a subgraph does when it hears an event. Runs in the transaction that notes the event as heard. */
export interface Handler<Tx extends Sql> {
  readonly contract: EventContract;
  handle(tx: Tx, data: unknown, occurredAt: Date): Promise<void>;
}

/** Declares a handler with the data type of its contract. */
export function on<Tx extends Sql, C extends EventContract>(
  contract: C,
  handle: (tx: Tx, data: EventData<C>, occurredAt: Date) => Promise<void>,
): Handler<Tx> {
  return {
    contract,
    // The inbox has parsed the data with this contract before it calls.
    handle: (tx, data, occurredAt) => handle(tx, data as EventData<C>, occurredAt),
  };
}

/** The event is addressed to this subgraph, and this version of it does not know the type. A later one may. */
class NoHandler extends Error {
  override readonly name = 'NoHandler';
}

/** Receives events for a subgraph. */
export interface Inbox {
  /**
   * Handles events in order; each takes effect once, however often it comes.
   * @param producer - who sends them, as proven by the transport.
   * @returns one receipt per event, in order.
   * @throws when the database is out of reach: that says nothing about the events, which come again.
   */
  receive(producer: SubgraphName, events: readonly Envelope[]): Promise<readonly Receipt[]>;
}

/** Makes the inbox of a subgraph. */
export function createInbox<Tx extends Sql>(o: {
  readonly db: TransactionalSql<Tx>;
  readonly handlers: readonly Handler<Tx>[];
  readonly log: Log;
}): Inbox {
  const byType = new Map(
    o.handlers.map((handler) => [cloudEventType(handler.contract.producer, handler.contract.type), handler]),
  );

  async function handle(tx: Tx, producer: SubgraphName, event: Envelope): Promise<void> {
    const handler = byType.get(event.type);
    if (!handler) throw new NoHandler();
    const fresh = await tx.$executeRawUnsafe(
      'INSERT INTO kit.inbox (event_id, producer, type) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      event.id,
      producer,
      event.type,
    );
    if (fresh === 0) return;
    await handler.handle(tx, handler.contract.data.parse(event.data), new Date(event.time));
  }

  /** Why an event cannot be heard however often it comes; null when it can. */
  function breach(producer: SubgraphName, event: Envelope): string | null {
    if (event.source !== `/samplan/${producer}`) return 'FOREIGN_SOURCE';
    const contract = byType.get(event.type)?.contract;
    if (!contract) return null;
    if (contract.producer !== producer) return 'FOREIGN_TYPE';
    return contract.data.safeParse(event.data).success ? null : 'CONTRACT_BROKEN';
  }

  async function receiveOne(producer: SubgraphName, event: Envelope): Promise<Receipt> {
    const broken = breach(producer, event);
    if (broken) return receiptOf(event, 'REJECTED', broken);
    try {
      await transact(o.db, (tx) => handle(tx, producer, event));
      return receiptOf(event, 'HEARD', null);
    } catch (error) {
      if (isUnavailable(error) && !(await answers(o.db))) throw error;
      const problem = error instanceof Error ? error.name : 'unknown';
      o.log.error({ event: 'inbox.failed', producer, type: event.type, eventId: event.id, problem });
      return receiptOf(event, 'FAILED', problem);
    }
  }

  return {
    async receive(producer, events) {
      const isSound = events.every((event) => breach(producer, event) === null);
      if (isSound && (await receiveAll(events))) return events.map((event) => receiptOf(event, 'HEARD', null));

      // One by one, so that a bad event holds back only its own aggregate.
      const failed = new Set<string>();
      const receipts: Receipt[] = [];
      for (const event of events) {
        const receipt = failed.has(event.subject)
          ? receiptOf(event, 'WAITING', null)
          : await receiveOne(producer, event);
        if (receipt.outcome !== 'HEARD') failed.add(event.subject);
        receipts.push(receipt);
      }
      return receipts;

      async function receiveAll(all: readonly Envelope[]): Promise<boolean> {
        try {
          await transact(o.db, async (tx) => {
            for (const event of all) await handle(tx, producer, event);
          });
          return true;
        } catch {
          return false;
        }
      }
    },
  };
}

function receiptOf(event: Envelope, outcome: Receipt['outcome'], problem: string | null): Receipt {
  return { id: event.id, outcome, problem };
}

/** A handler that is too slow looks like a database that is gone; this tells them apart. */
async function answers(db: Sql): Promise<boolean> {
  try {
    await db.$queryRawUnsafe('SELECT 1');
    return true;
  } catch {
    return false;
  }
}
