import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { type ConnectionStatements, type PresentedCard, STATEMENT_KEYS_PATH } from '@samplan/kit/auth/connection';
import { TokenRefused } from '@samplan/kit/auth/jwt';
import { isWithin } from '@samplan/kit/auth/networks';
import { createTokenVerifier } from '@samplan/kit/auth/verify';
import { callOf, createHttpServer } from '@samplan/kit/server/http';
import { CLIENT_LIMITS, limitRule, MAX_TOKENS } from '@samplan/kit/server/limits';
import type { Log } from '@samplan/kit/server/log';
import type { Environment } from '@samplan/kit/server/subgraph';
import type { Clock } from '@samplan/kit/time';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NoSchemaIntrospectionCustomRule } from 'graphql';
import type { JWTVerifyGetKey } from 'jose';
import { type CardEntryOptions, createCardEntry } from './card/entry.ts';
import type { GatewayContext } from './context.ts';
import { clientError, faultReports, knownOperations } from './errors.ts';
import { addTokenRoute } from './oauth.ts';
import { createPlanner, type Planner, QUIET } from './planner.ts';
import { askSubgraph } from './source/data-source.ts';
import { type SubgraphTarget, SubgraphUnreachable } from './source/target.ts';

/** What the gateway is given from outside. */
export interface GatewayDeps {
  readonly environment: Environment;
  /** File with the composed supergraph, followed while running; or a planner that stays when the gateway stops. */
  readonly supergraph: string | Planner;
  /** How to ask each subgraph, by name. */
  readonly targets: ReadonlyMap<string, SubgraphTarget>;
  /** Identity's public keys. */
  readonly tokenKeys: JWTVerifyGetKey;
  readonly now: Clock;
  readonly log: Log;
  /** The entry for cards; null or absent when there is none. */
  readonly cards?: CardEntryOptions | null;
  /** Networks of the proxies in front of it, whose word about the client's address is taken; nobody's unless given. */
  readonly proxies?: readonly string[];
  /** What subgraphs in other processes are told of connections with. */
  readonly statements?: ConnectionStatements;
  /** More routes, as the query explorer. */
  readonly routes?: (app: FastifyInstance) => void | Promise<void>;
}

/** A running gateway. */
export interface Gateway {
  /** Listens; returns its address. */
  listen(at: { readonly port: number; readonly host: string }): Promise<URL>;
  /** Listens for cards, when there is an entry for them; returns its address. */
  listenForCards(at: { readonly host: string }): Promise<URL | null>;
  /** Finishes what is under way, then stops. */
  close(): Promise<void>;
}

/** Starts the gateway: one endpoint for all clients. */
export async function createGateway(deps: GatewayDeps): Promise<Gateway> {
  const { targets, log, now, supergraph, proxies = [] } = deps;
  const isProduction = deps.environment === 'PRODUCTION';
  const planner = typeof supergraph === 'string' ? createPlanner(supergraph, log) : supergraph;
  const subgraphs = new Map([...targets].map(([name, target]) => [name, askSubgraph(name, target, log)]));
  const server = new ApolloServer<GatewayContext>({
    gateway: planner.forServer(),
    plugins: [ApolloServerPluginLandingPageDisabled(), knownOperations, faultReports(log)],
    introspection: !isProduction,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: isProduction,
    persistedQueries: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [limitRule(CLIENT_LIMITS), ...(isProduction ? [NoSchemaIntrospectionCustomRule] : [])],
    stopOnTerminationSignals: false,
    logger: QUIET,
    formatError: clientError,
  });
  await server.start();

  // Whether a session has ended is known in the subgraphs, which look at every call.
  const verifier = createTokenVerifier({
    keys: deps.tokenKeys,
    revocations: NONE_ENDED,
    environment: deps.environment,
    now,
  });
  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    card: PresentedCard | null,
  ): Promise<FastifyReply> {
    const call = callOf(request.body);
    const { authorization } = request.headers;
    const viewer = await verifier.verify(authorization, card);
    if (viewer?.networks && !isWithin(request.ip, viewer.networks)) throw new TokenRefused();
    // A proxy that does not say whom it stands for is nobody's address.
    const address = isWithin(request.ip, proxies) ? null : request.ip;
    const headers = new HeaderMap([['content-type', 'application/json']]);
    const answered = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: 'POST', headers, search: '', body: { ...call } },
      context: async () => ({ authorization, card, address, requestId: request.id, subgraphs }),
    });
    for (const [name, value] of answered.headers) reply.header(name, value);
    reply.code(answered.status ?? 200);
    return await reply.send(answered.body.kind === 'complete' ? answered.body.string : '');
  }

  const app = await createHttpServer(log, { proxies });
  app.post('/graphql', async (request, reply) => await answer(request, reply, null));
  app.get('/health/live', async () => ({ status: 'UP' }));
  app.get('/health/ready', async (_request, reply) => {
    const states = await Promise.all(
      [...targets].map(async ([name, target]) => [name, (await target.health()) ?? { status: 'DOWN' }] as const),
    );
    const up = states.filter(([, state]) => isUp(state)).length;
    const status = up === states.length ? 'UP' : up > 0 ? 'DEGRADED' : 'DOWN';
    return reply.code(status === 'DOWN' ? 503 : 200).send({ status, subgraphs: Object.fromEntries(states) });
  });
  await addTokenRoute(app, targets.get('identity') ?? absent());
  const { statements } = deps;
  if (statements) app.get(STATEMENT_KEYS_PATH, async () => statements.publicKeys());
  await deps.routes?.(app);
  const cardEntry = deps.cards ? await createCardEntry(deps.cards, answer, { log, now }) : null;

  return {
    async listen(at) {
      return new URL(await app.listen(at));
    },
    async listenForCards({ host }) {
      return cardEntry && new URL(await cardEntry.listen({ port: deps.cards?.port ?? 0, host }));
    },
    async close() {
      await Promise.all([app.close(), cardEntry?.close()]);
      await server.stop();
      if (planner !== supergraph) await planner.close();
      await Promise.all([...targets.values()].map((target) => target.close()));
    },
  };
}

const NONE_ENDED = { current: async () => true, hasEndedSession: () => false, hasEndedAssignment: () => false };

function isUp(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'status' in state && state.status === 'UP';
}

/** A subgraph that stands in the supergraph but was not configured: as one that has fallen. */
function absent(): SubgraphTarget {
  return {
    ask: () => Promise.reject(new SubgraphUnreachable()),
    health: async () => null,
    close: async () => {},
  };
}
