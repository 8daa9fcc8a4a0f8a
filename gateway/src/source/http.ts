import { type Connection, type ConnectionStatements, STATEMENT_HEADER } from '@samplan/kit/auth/connection';
import { TokenRefused } from '@samplan/kit/auth/jwt';
import { type Dispatcher, Pool } from 'undici';
import { z } from 'zod';
import { DEADLINE_MS, type SubgraphAnswer, type SubgraphTarget, SubgraphUnreachable } from './target.ts';

/** The largest answer of a subgraph that is read. */
const MAX_BYTES = 8_388_608;
const HEALTH_MS = 1000;

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
});

/** States to a subgraph what is known of the connection that a request came by; undefined when that does not concern it. */
export type StateConnection = (connection: Connection, body: string) => Promise<string> | undefined;

/**
 * How the gateway states connections to a subgraph: cards to every one, the client's address to identity alone, which counts
 * guesses by it.
 */
export function statedBy(statements: ConnectionStatements, subgraph: string): StateConnection {
  return ({ card, address }, body) => {
    const told = { card, address: subgraph === 'identity' ? address : null };
    return told.card || told.address !== null ? statements.sign(told, subgraph, body) : undefined;
  };
}

/**
 * A subgraph over HTTP: pooled keep-alive connections, a deadline for the whole call, a limit on the answer, no redirects, no
 * packed answers.
 * @param state - without it nothing of the client's connection is passed on.
 */
export function httpTarget(url: URL, state?: StateConnection): SubgraphTarget {
  const pool = new Pool(url.origin, {
    connections: 50,
    pipelining: 1,
    connect: { timeout: 1000 },
    headersTimeout: DEADLINE_MS,
    bodyTimeout: DEADLINE_MS,
    keepAliveTimeout: 8000,
  });
  return {
    async ask({ query, variables, operationName }, { authorization, card = null, address = null, requestId }) {
      const body = JSON.stringify({ query, variables, operationName });
      const statement = await state?.({ card, address }, body);
      let status: number;
      let text: string;
      try {
        const response = await pool.request({
          path: '/graphql',
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'accept-encoding': 'identity',
            'x-request-id': requestId,
            ...(authorization && { authorization }),
            ...(statement && { [STATEMENT_HEADER]: statement }),
          },
          body,
          signal: AbortSignal.timeout(DEADLINE_MS),
        });
        status = response.statusCode;
        if (response.headers['content-encoding']) throw new SubgraphUnreachable();
        text = await readLimited(response.body);
      } catch (cause) {
        throw new SubgraphUnreachable('no answer', { cause });
      }
      if (status === 401) throw new TokenRefused();
      return parsed(status, text);
    },
    async health() {
      try {
        const { body } = await pool.request({
          path: '/health/ready',
          method: 'GET',
          signal: AbortSignal.timeout(HEALTH_MS),
        });
        return JSON.parse(await readLimited(body));
      } catch {
        return null;
      }
    },
    close: () => pool.close(),
  };
}

function parsed(status: number, text: string): SubgraphAnswer {
  if (status !== 200 && status !== 400) throw new SubgraphUnreachable();
  try {
    const { data, errors } = answer.parse(JSON.parse(text));
    // zod's optional fields are `undefined` where ours are absent.
    return { data: data ?? null, ...(errors && { errors: errors as NonNullable<SubgraphAnswer['errors']> }) };
  } catch (cause) {
    throw new SubgraphUnreachable('no GraphQL answer', { cause });
  }
}

async function readLimited(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BYTES) throw new SubgraphUnreachable();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
