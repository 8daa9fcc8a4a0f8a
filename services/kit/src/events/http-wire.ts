import type { SubgraphName } from '@samplan/schema/events/contract';
import { CONTRACTS } from '@samplan/schema/events/index';
import type { FastifyInstance } from 'fastify';
import { openKeyRing } from '../auth/key-ring.ts';
import type { Secrets } from '../auth/secrets.ts';
import type { Database } from '../db/database.ts';
import type { Transport } from './envelope.ts';
import type { Inbox } from './inbox.ts';
import { type AddressOf, addEventRoute, createHttpTransport, remoteEventKeys } from './transport.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Keys of events: a new one each month; a delivery lives a minute. */
const KEY_TIMES = { settleMs: 10 * MINUTE_MS, rotateAfterMs: 30 * 24 * HOUR_MS, keepMs: 10 * MINUTE_MS };

/** How a subgraph's events travel. */
export interface EventWire {
  readonly transport: Transport;
  close(): Promise<void>;
}

/**
 * Connects a subgraph's events over HTTP: its keys and what publishes them, the route for what comes in, the transport for what
 * goes out.
 * @throws WrongKeySecret
 */
export async function connectEvents(
  app: FastifyInstance,
  o: {
    readonly name: SubgraphName;
    readonly inbox: Inbox;
    readonly database: Database;
    readonly secrets: Secrets;
    readonly now: () => Date;
    readonly addressOf: AddressOf;
  },
): Promise<EventWire> {
  const { name, now, addressOf } = o;
  const keys = openKeyRing({ pool: o.database.pool, purpose: 'EVENT', secrets: o.secrets, now, options: KEY_TIMES });
  await keys.rotate();
  const rotation = setInterval(() => void keys.rotate().catch(() => {}), HOUR_MS);
  rotation.unref();
  app.get('/.well-known/event-keys.json', async () => await keys.publicKeys());
  addEventRoute(app, {
    consumer: name,
    inbox: o.inbox,
    keysOf: remoteEventKeys(addressOf),
    producers: CONTRACTS.filter((c) => c.consumers.includes(name)).map((c) => c.producer),
    now,
  });
  const transport = createHttpTransport({ producer: name, addressOf, keys, now });
  return {
    transport,
    async close() {
      clearInterval(rotation);
      await transport.close();
    },
  };
}
