import type { GraphQLDataSource } from '@apollo/gateway';
import { TokenRefused } from '@samplan/kit/auth/jwt';
import { coded } from '@samplan/kit/server/errors';
import { type Log, traceOf } from '@samplan/kit/server/log';
import { ConsecutiveBreaker, circuitBreaker, handleType, isBrokenCircuitError } from 'cockatiel';
import type { GatewayContext } from '../context.ts';
import { checkKeys, withKeys } from './entity-keys.ts';
import { type SubgraphAnswer, type SubgraphTarget, SubgraphUnreachable } from './target.ts';

/** How many calls in a row must fail before a subgraph is skipped, and for how long. */
const FAILURES = 5;
const SKIP_MS = 1000;

/** Asks a subgraph on behalf of a request. */
export type AskSubgraph = (
  call: { readonly query: string; readonly variables: Record<string, unknown> },
  context: GatewayContext,
) => Promise<SubgraphAnswer>;

/**
 * How a gateway asks a subgraph. One that does not answer costs its own fields, with one error that names no address; one that
 * keeps failing is skipped for a moment.
 */
export function askSubgraph(name: string, target: SubgraphTarget, log: Log): AskSubgraph {
  const circuit = circuitBreaker(handleType(SubgraphUnreachable), {
    halfOpenAfter: SKIP_MS,
    breaker: new ConsecutiveBreaker(FAILURES),
  });

  const ask: AskSubgraph = async (call, { authorization, card, address, requestId }) => {
    try {
      return await circuit.execute(() => target.ask(call, { authorization, card, address, requestId }));
    } catch (error) {
      if (error instanceof TokenRefused) throw coded('UNAUTHENTICATED');
      if (!isBrokenCircuitError(error)) {
        log.warn({ event: 'subgraph.unreachable', subgraph: name, requestId, ...traceOf(error) });
      }
      throw coded('UNAVAILABLE', { serviceName: name });
    }
  };

  return async ({ query, variables }, context) => {
    const { representations } = variables;
    if (!Array.isArray(representations)) return await ask({ query, variables }, context);
    const answer = await ask({ query: withKeys(query), variables }, context);
    if (answer.data && !checkKeys(representations, answer.data['_entities'])) {
      log.error({ event: 'subgraph.entities-swapped', subgraph: name, requestId: context.requestId });
      throw coded('INTERNAL', { serviceName: name, requestId: context.requestId });
    }
    return answer;
  };
}

/** Lets a planner ask a subgraph: the one that the request's gateway knows by the name. */
export function dataSource(name: string): GraphQLDataSource<GatewayContext> {
  return {
    async process({ request, context: given }) {
      // Empty only while the gateway loads schemas from subgraphs, which it never does here.
      const context = given as GatewayContext;
      const ask = context.subgraphs.get(name);
      // It stands in the supergraph and was not configured: as one that has fallen.
      if (!ask) throw coded('UNAVAILABLE', { serviceName: name });
      const { data, errors } = await ask({ query: request.query ?? '', variables: request.variables ?? {} }, context);
      return { data, ...(errors && { errors }) };
    },
  };
}
