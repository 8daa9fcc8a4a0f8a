import { randomUUID } from 'node:crypto';
import type { TlsOptions } from 'node:tls';
import helmet from '@fastify/helmet';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import { z } from 'zod';
import { STATEMENT_HEADER, sha256 } from '../auth/connection.ts';
import { CannotVerify, TokenRefused } from '../auth/jwt.ts';
import { isWithin } from '../auth/networks.ts';
import { isUnavailable } from '../db/transaction.ts';
import { coded } from './errors.ts';
import type { GraphQLAnswer, GraphQLCall } from './executor.ts';
import { BadBody, parseJson } from './json.ts';
import { type Log, traceOf } from './log.ts';

/** The largest body of a request. */
const BODY_LIMIT = 262_144;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asked so often by other processes that only what goes wrong is logged. */
    readonly isFrequent?: boolean;
  }
}

/** A request id from outside is used only when it looks like one of ours; anything else could be written into logs. */
const REQUEST_ID = /^[\w-]{8,64}$/;

/** What a server can be beside the ordinary. */
export interface HttpOptions {
  /** Makes it a server for HTTPS. */
  readonly tls?: TlsOptions;
  /** Whose word about the client's address is taken (`X-Forwarded-For`): networks of proxies in front. Nobody's unless given. */
  readonly proxies?: readonly string[];
}

/**
 * A Fastify server with limits on everything a client can send: header and body sizes and times, JSON depth, UTF-8, no other
 * body than JSON. Every answer carries security headers and the request id.
 */
export async function createHttpServer(log: Log, { tls, proxies = [] }: HttpOptions = {}): Promise<FastifyInstance> {
  const limits = { headersTimeout: 5000, connectionsCheckingInterval: 1000, maxHeaderSize: 16_384 };
  const options = {
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: 10_000,
    connectionTimeout: 15_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: 'idle',
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    trustProxy: (address) => isWithin(address, proxies),
    frameworkErrors: refuseAddress,
  } satisfies FastifyServerOptions;
  const app = tls
    ? // Differs in its socket only, which nobody here touches.
      (Fastify({ ...options, https: { handshakeTimeout: 5000, ...limits, ...tls } }) as unknown as FastifyInstance)
    : Fastify({ ...options, http: limits });
  app.server.maxConnections = 2000;
  await app.register(helmet, {
    contentSecurityPolicy: { directives: { 'default-src': ["'self'"], 'style-src': ["'self'", "'unsafe-inline'"] } },
    hsts: { maxAge: 31_536_000 },
  });
  app.addHook('onRequest', async (request) => {
    const packed = request.headers['content-encoding'];
    if (packed !== undefined && packed !== 'identity') throw new PackedBody();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    try {
      if (request.headers[STATEMENT_HEADER] !== undefined) bodyHashes.set(request, sha256(body));
      done(null, parseJson(body));
    } catch {
      done(new BadBody());
    }
  });
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  app.addHook('onResponse', async (request, reply) => {
    if (request.routeOptions.config.isFrequent && reply.statusCode < 400) return;
    log.info({
      event: 'request',
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
    });
  });
  app.setNotFoundHandler((_request, reply) => {
    void reply.code(404).send(answerOf(coded('BAD_REQUEST')));
  });
  app.setErrorHandler((error, request, reply) => {
    const [status, code] = statusOf(error);
    if (status >= 500) log.error({ event: 'request.failed', requestId: request.id, code, ...traceOf(error) });
    void reply.code(status).send(answerOf(coded(code, { requestId: request.id })));
  });
  return app;
}

const bodyHashes = new WeakMap<FastifyRequest, string>();

/** SHA-256 of the body as it came, base64url, of a request with a statement about its connection. */
export function bodyHash(request: FastifyRequest): string | undefined {
  return bodyHashes.get(request);
}

/** An address that cannot be read. The standard answer repeats it. */
function refuseAddress(_error: unknown, { id: requestId }: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-content-type-options', 'nosniff').header('x-request-id', requestId);
  void reply.code(400).send(answerOf(coded('BAD_REQUEST', { requestId })));
}

/** A packed body: a few bytes could become many. */
class PackedBody extends Error {
  override readonly name = 'PackedBody';
  readonly statusCode = 415;
}

function statusOf(error: unknown): readonly [number, Parameters<typeof coded>[0]] {
  if (error instanceof TokenRefused) return [401, 'UNAUTHENTICATED'];
  if (error instanceof CannotVerify || isUnavailable(error)) return [503, 'UNAVAILABLE'];
  if (error instanceof BadBody) return [400, 'BAD_REQUEST'];
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500 ? [status, 'BAD_REQUEST'] : [500, 'INTERNAL'];
}

function answerOf(error: ReturnType<typeof coded>): object {
  return { data: null, errors: [error.toJSON()] };
}

const callShape = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().max(200).nullish(),
  extensions: z.unknown().optional(),
});

/**
 * The GraphQL call in a request's body.
 * @throws BadBody for anything else.
 */
export function callOf(body: unknown): GraphQLCall {
  const call = callShape.safeParse(body);
  if (!call.success) throw new BadBody();
  const { query, variables, operationName } = call.data;
  return { query, ...(variables && { variables }), ...(operationName && { operationName }) };
}

/** The HTTP status of an answer: 200 when something was executed, 400 when the request was refused whole. */
export function httpStatus({ data, errors }: GraphQLAnswer): number {
  const code = errors?.[0]?.extensions['code'];
  if (data !== null || !errors?.length) return 200;
  if (code === 'GRAPHQL_PARSE_FAILED' || code === 'GRAPHQL_VALIDATION_FAILED' || code === 'OPERATION_TOO_LARGE')
    return 400;
  return errors.every((error) => error.path === undefined) && code === 'BAD_USER_INPUT' ? 400 : 200;
}
