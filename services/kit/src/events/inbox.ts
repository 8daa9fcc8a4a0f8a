import type { EventContract, EventData, SubgraphName } from '@samplan/schema/events/contract';
import type { Sql, TransactionalSql } from '../db/sql.ts';
import { transact } from '../db/transaction.ts';
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

/** Receives events for a subgraph. */
export interface Inbox {
  /**
   * Handles events in order; each takes effect once, however often it comes.
   * @param producer - who sends them, as proven by the transport.
   * @returns one receipt per event, in order.
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
    const fresh = await tx.$executeRawUnsafe(
      'INSERT INTO kit.inbox (event_id, producer, type) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      event.id,
      producer,
      event.type,
    );
    const handler = byType.get(event.type);
    if (fresh === 0 || !handler) return;
    await handler.handle(tx, handler.contract.data.parse(event.data), new Date(event.time));
  }

  async function receiveOne(producer: SubgraphName, event: Envelope): Promise<Receipt> {
    if (event.source !== `/samplan/${producer}`) return receiptOf(event, 'REJECTED', 'FOREIGN_SOURCE');
    const contract = byType.get(event.type)?.contract;
    if (contract && !contract.data.safeParse(event.data).success) {
      return receiptOf(event, 'REJECTED', 'CONTRACT_BROKEN');
    }
    try {
      await transact(o.db, (tx) => handle(tx, producer, event));
      return receiptOf(event, 'HEARD', null);
    } catch (error) {
      const problem = error instanceof Error ? error.name : 'unknown';
      o.log.error({ event: 'inbox.failed', producer, type: event.type, eventId: event.id, problem });
      return receiptOf(event, 'FAILED', problem);
    }
  }

  return {
    async receive(producer, events) {
      const well = events.every((event) => event.source === `/samplan/${producer}`);
      if (well && (await receiveAll(events))) return events.map((event) => receiptOf(event, 'HEARD', null));

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
