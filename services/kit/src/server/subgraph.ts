import type { SubgraphName } from '@samplan/schema/events/contract';
import { CONTRACTS, SEALED_LOGS } from '@samplan/schema/events/index';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { JWTVerifyGetKey } from 'jose';
import { createAccessLog } from '../access/log.ts';
import { isReadOnly } from '../access/read-mode.ts';
import { startSealer } from '../access/sealer.ts';
import { type ShipSegment, shipByEvents, startShipper } from '../access/shipper.ts';
import { type Connection, type PresentedCard, STATEMENT_HEADER, statedConnection } from '../auth/connection.ts';
import { TokenRefused } from '../auth/jwt.ts';
import { type FollowedRevocations, followRevocations } from '../auth/revocations.ts';
import type { Secrets } from '../auth/secrets.ts';
import type { AskUntold } from '../auth/untold.ts';
import { createTokenVerifier } from '../auth/verify.ts';
import type { Database } from '../db/database.ts';
import { earlierResult, type FirstResult, type Repeatable } from '../db/idempotency.ts';
import type { Sql, TransactionalSql } from '../db/sql.ts';
import { backlog } from '../events/backlog.ts';
import type { Envelope, Receipt, Transport } from '../events/envelope.ts';
import { connectEvents } from '../events/http-wire.ts';
import { createInbox, type Handler } from '../events/inbox.ts';
import { type RelayOptions, startRelay } from '../events/relay.ts';
import type { AddressOf } from '../events/transport.ts';
import type { Clock } from '../time.ts';
import type { RequestContext } from './context.ts';
import { createExecutor, type GraphQLAnswer, type GraphQLCall, type ResolverMap, subgraphSchema } from './executor.ts';
import { startForgetting } from './forgetting.ts';
import { bodyHash, callOf, createHttpServer, httpStatus } from './http.ts';
import type { Log } from './log.ts';

/** Where an installation stands (F-270). */
export const ENVIRONMENTS = ['TRAINING', 'ACCEPTANCE', 'PRODUCTION'] as const;
/** One of {@link ENVIRONMENTS}. */
export type Environment = (typeof ENVIRONMENTS)[number];

/** How long an access token lives. */
export const ACCESS_TOKEN_MINUTES = 5;

const MINUTE_MS = 60_000;

/** How long it matters that a session has ended: the life of an access token and a margin. */
export const ENDED_MATTERS_MS = (ACCESS_TOKEN_MINUTES + 1) * MINUTE_MS;

/** What every subgraph is given from outside. */
export interface SubgraphDeps {
  readonly environment: Environment;
  readonly database: Database;
  readonly secrets: Secrets;
  readonly now: Clock;
  readonly log: Log;
  /** Identity's public keys. */
  readonly tokenKeys: JWTVerifyGetKey;
  /** Asks identity what has ended and this subgraph has not heard yet. */
  readonly askUntold: AskUntold;
  /** Keys of a gateway in another process, which tells of cards and addresses. Without them nobody can over HTTP. */
  readonly gatewayKeys?: JWTVerifyGetKey;
  /** How events travel: over HTTP to these addresses, or within the process. */
  readonly events: { readonly addressOf: AddressOf } | { readonly transport: Transport };
  readonly relayOptions?: Partial<RelayOptions>;
}

/** What a subgraph is made of. */
export interface SubgraphParts<Tx extends Sql, C extends RequestContext> {
  readonly name: SubgraphName;
  readonly sdl: string;
  readonly resolvers: ResolverMap;
  readonly db: TransactionalSql<Tx>;
  /** What it does with the events of others. */
  handlers(revocations: FollowedRevocations): readonly Handler<Tx>[];
  /** Adds stores and loaders to what kit knows of a request. */
  context(base: RequestContext): C;
  /** How the subgraph that keeps the central log takes its own; the others send theirs to it. */
  readonly takeLog?: ShipSegment;
  /** More routes than every subgraph has. */
  routes?(app: FastifyInstance): void;
}

/** How a subgraph is: down while its database cannot be reached, or it does not know which sessions have ended. */
export interface SubgraphHealth {
  readonly status: 'UP' | 'DOWN';
  /** Events that wait for consumers. */
  readonly eventsWaiting: number;
  /** Events that a person must look at. */
  readonly eventsParked: number;
  /** Entries of the access log that the central log does not have yet. */
  readonly logWaiting: number;
  /** Why the central log refuses this one: a fault that a person must look at; null when it does not. */
  readonly logRefused: string | null;
}

/** Who asks, and under which request id. */
export interface CallHeaders {
  readonly authorization: string | undefined;
  readonly requestId: string;
  /** The card that the client's connection has proven to hold. */
  readonly card?: PresentedCard | null;
  /** Where the client is; null or absent when nobody knows. */
  readonly address?: string | null;
}

/** A running subgraph. */
export interface Subgraph {
  readonly name: SubgraphName;
  /**
   * Answers a call within the process, exactly as over HTTP.
   * @throws TokenRefused
   * @throws CannotVerify
   */
  execute(call: GraphQLCall, headers: CallHeaders): Promise<GraphQLAnswer>;
  /** Takes events within the process. */
  receive(producer: SubgraphName, events: readonly Envelope[]): Promise<readonly Receipt[]>;
  health(): Promise<SubgraphHealth>;
  /** Listens; returns its address. */
  listen(at: { readonly port: number; readonly host: string }): Promise<URL>;
  /** Finishes what is under way, then stops. */
  close(): Promise<void>;
}

/** Starts a subgraph: its door, its events in and out, its access log. */
export async function startSubgraph<Tx extends Sql, C extends RequestContext>(
  parts: SubgraphParts<Tx, C>,
  deps: SubgraphDeps,
): Promise<Subgraph> {
  const { name, db } = parts;
  const { database, log, now } = deps;
  const { askUntold } = deps;
  const revocations = await followRevocations({ database, askUntold, now, keepForMs: ENDED_MATTERS_MS, log });
  const verifier = createTokenVerifier({ keys: deps.tokenKeys, revocations, environment: deps.environment, now });
  const inbox = createInbox({ db, handlers: parts.handlers(revocations), log });

  const app = await createHttpServer(log);
  const execute = await createExecutor(app, {
    schema: subgraphSchema(parts.sdl, parts.resolvers),
    introspection: deps.environment !== 'PRODUCTION',
    log,
  });

  async function answer(
    call: GraphQLCall,
    { authorization, requestId, card = null, address = null }: CallHeaders,
  ): Promise<GraphQLAnswer> {
    const viewer = await verifier.verify(authorization, card);
    const access = createAccessLog({ sql: db, viewer, requestId, now });
    const earlier = (request: Repeatable): Promise<FirstResult> => earlierResult(db, request);
    let readOnly: Promise<boolean> | undefined;
    const isOnlyRead = (): Promise<boolean> => {
      readOnly ??= isReadOnly(db, viewer);
      return readOnly;
    };
    const base = { viewer, card, address, requestId, now, access, earlier, isReadOnly: isOnlyRead };
    return await execute(call, parts.context(base));
  }

  /**
   * What the gateway has stated; who comes past it shows no card and is where the connection is from.
   * @throws TokenRefused for a statement that the gateway did not make of this very request.
   */
  async function connectionOf(request: FastifyRequest): Promise<Connection> {
    const statement = request.headers[STATEMENT_HEADER];
    if (statement === undefined) return { card: null, address: request.ip };
    if (typeof statement !== 'string' || !deps.gatewayKeys) throw new TokenRefused();
    const asked = { subgraph: name, sha256: bodyHash(request) };
    return await statedConnection(statement, asked, { keys: deps.gatewayKeys, now });
  }

  async function health(): Promise<SubgraphHealth> {
    try {
      const [{ waiting, parked }, shipment] = await Promise.all([backlog(database.pool), shipper.state()]);
      const { waiting: logWaiting, refused: logRefused } = shipment;
      const status = revocations.isCurrent() ? 'UP' : 'DOWN';
      return { status, eventsWaiting: waiting, eventsParked: parked, logWaiting, logRefused };
    } catch {
      return { status: 'DOWN', eventsWaiting: 0, eventsParked: 0, logWaiting: 0, logRefused: null };
    }
  }

  app.post('/graphql', async (request, reply) => {
    const { authorization } = request.headers;
    const connection = await connectionOf(request);
    const result = await answer(callOf(request.body), { authorization, requestId: request.id, ...connection });
    return await reply.code(httpStatus(result)).send(result);
  });
  app.get('/health/live', async () => ({ status: 'UP' }));
  app.get('/health/ready', async (_request, reply) => {
    const state = await health();
    return await reply.code(state.status === 'UP' ? 200 : 503).send(state);
  });
  parts.routes?.(app);

  const byOutbox = CONTRACTS.filter((c) => c.producer === name && !SEALED_LOGS.includes(c));
  const consumers = new Set(byOutbox.flatMap((c) => c.consumers));
  const wire =
    'transport' in deps.events
      ? { transport: deps.events.transport, close: async () => {} }
      : await connectEvents(app, {
          name,
          inbox,
          database,
          secrets: deps.secrets,
          now,
          addressOf: deps.events.addressOf,
        });
  await app.ready();

  const relay = startRelay({
    producer: name,
    consumers: [...consumers],
    database,
    transport: wire.transport,
    log,
    ...(deps.relayOptions && { options: deps.relayOptions }),
  });
  const sealer = startSealer(database, log);
  const forgetting = startForgetting({ sql: db, now, log, endedMattersMs: ENDED_MATTERS_MS });
  const shipper = startShipper(database, parts.takeLog ?? shipByEvents(name, wire.transport, now), log);

  return {
    name,
    execute: answer,
    receive: (producer, events) => inbox.receive(producer, events),
    health,
    async listen(at) {
      return new URL(await app.listen(at));
    },
    async close() {
      await app.close();
      await relay.stop();
      await forgetting.stop();
      await shipper.stop();
      await sealer.stop();
      await revocations.close();
      await wire.close();
    },
  };
}
