import type { SubgraphName } from '@samplan/schema/events/contract';
import type { FastifyInstance } from 'fastify';
import { createRemoteJWKSet, decodeJwt, type JWTVerifyGetKey } from 'jose';
import { Pool } from 'undici';
import { z } from 'zod';
import { sha256 } from '../auth/connection.ts';
import { bearerToken, TokenRefused, verifiedClaims } from '../auth/jwt.ts';
import type { KeyRing } from '../auth/key-ring.ts';
import { BadBody, parseJson } from '../server/json.ts';
import { type Envelope, envelope, type Receipt, receipt, type Transport } from './envelope.ts';
import type { Inbox } from './inbox.ts';

/** Header `typ` of the signature of a delivery. */
const EVENT_TOKEN_TYPE = 'samplan-events+jwt';
const PATH = '/events';
const BATCH = 'application/cloudevents-batch+json';
const BODY_LIMIT = 4_194_304;
/** What is put into one delivery, if it is more than one event. */
const DELIVERY_BYTES = 1_048_576;
const DEADLINE_MS = 10_000;

/** Where subgraphs listen, by name. */
export type AddressOf = (subgraph: SubgraphName) => URL;

/** The consumer could not be reached or did not answer in its form. */
export class ConsumerUnreachable extends Error {
  override readonly name = 'ConsumerUnreachable';
}

/**
 * Pushes events over HTTP (CloudEvents batch). Each delivery is signed with the producer's own key: producer, consumer, hash of
 * the body, one minute.
 */
export function createHttpTransport(o: {
  readonly producer: SubgraphName;
  readonly addressOf: AddressOf;
  readonly keys: KeyRing;
  readonly now: () => Date;
}): Transport & { close(): Promise<void> } {
  const pools = new Map<SubgraphName, Pool>();
  const deliver: Transport = async (consumer, events) => {
    let pool = pools.get(consumer);
    if (!pool) {
      pool = new Pool(o.addressOf(consumer).origin, { connections: 2, connect: { timeout: 1000 } });
      pools.set(consumer, pool);
    }
    const body = deliveryOf(events);
    const seconds = Math.floor(o.now().getTime() / 1000);
    const signature = await o.keys.sign(
      { iss: o.producer, aud: consumer, iat: seconds, exp: seconds + 60, sha256: sha256(body) },
      { typ: EVENT_TOKEN_TYPE },
    );
    const answer = await pool.request({
      path: PATH,
      method: 'POST',
      headers: { 'content-type': BATCH, authorization: `Bearer ${signature}` },
      body,
      headersTimeout: DEADLINE_MS,
      bodyTimeout: DEADLINE_MS,
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new ConsumerUnreachable();
    return z.array(receipt).parse(JSON.parse(text));
  };
  return Object.assign(deliver, {
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  });
}

/** The first of the events, as many as one delivery holds. The rest comes next time. */
function deliveryOf(events: readonly Envelope[]): string {
  const texts: string[] = [];
  let size = 0;
  for (const event of events) {
    const text = JSON.stringify(event);
    size += Buffer.byteLength(text) + 1;
    if (texts.length > 0 && size > DELIVERY_BYTES) break;
    texts.push(text);
  }
  return `[${texts.join(',')}]`;
}

/** Producers' keys at their JWKS addresses, fetched when needed. */
export function remoteEventKeys(addressOf: AddressOf): (producer: SubgraphName) => JWTVerifyGetKey {
  const sets = new Map<SubgraphName, JWTVerifyGetKey>();
  return (producer) => {
    let keys = sets.get(producer);
    if (!keys) {
      keys = createRemoteJWKSet(new URL('/.well-known/event-keys.json', addressOf(producer)), {
        timeoutDuration: 2000,
        cooldownDuration: 1000,
      });
      sets.set(producer, keys);
    }
    return keys;
  };
}

/** Takes deliveries over HTTP: checks signature and body, hands them to the inbox. */
export function addEventRoute(
  app: FastifyInstance,
  o: {
    readonly consumer: SubgraphName;
    readonly inbox: Inbox;
    readonly keysOf: (producer: SubgraphName) => JWTVerifyGetKey;
    readonly producers: readonly SubgraphName[];
    readonly now: () => Date;
  },
): void {
  app.addContentTypeParser<Buffer>(BATCH, { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => {
    try {
      const delivery: Delivery = { sha256: sha256(body), events: parseJson(body) };
      done(null, delivery);
    } catch {
      done(new BadBody());
    }
  });

  app.post<{ Body: Delivery | undefined }>(
    PATH,
    { bodyLimit: BODY_LIMIT },
    async (request): Promise<readonly Receipt[]> => {
      const token = bearerToken(request.headers.authorization);
      const producer = o.producers.find((name) => name === claimedIssuer(token));
      if (!producer) throw new TokenRefused();
      const claims = await verifiedClaims(token, o.keysOf(producer), {
        issuer: producer,
        audience: o.consumer,
        typ: EVENT_TOKEN_TYPE,
        requiredClaims: ['exp', 'iat', 'sha256'],
        clockTolerance: 10,
        currentDate: o.now(),
      });
      if (!request.body || claims['sha256'] !== request.body.sha256) throw new TokenRefused();
      const events = z.array(envelope).max(1000).safeParse(request.body.events);
      if (!events.success) throw new BadBody();
      return await o.inbox.receive(producer, events.data);
    },
  );
}

interface Delivery {
  readonly sha256: string;
  readonly events: unknown;
}

/** Who the token says made it; proven only by verifying it with that one's keys. */
function claimedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    throw new TokenRefused();
  }
}
