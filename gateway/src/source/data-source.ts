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

/**
 * Lets the gateway ask a subgraph. A subgraph that does not answer costs its own fields, with one error that names no address;
 * one that keeps failing is skipped for a moment.
 */
export function dataSource(name: string, target: SubgraphTarget, log: Log): GraphQLDataSource<GatewayContext> {
  const circuit = circuitBreaker(handleType(SubgraphUnreachable), {
    halfOpenAfter: SKIP_MS,
    breaker: new ConsecutiveBreaker(FAILURES),
  });

  async function ask(
    query: string,
    variables: Record<string, unknown>,
    context: GatewayContext,
  ): Promise<SubgraphAnswer> {
    const { authorization, card, address, requestId } = context;
    try {
      return await circuit.execute(() => target.ask({ query, variables }, { authorization, card, address, requestId }));
    } catch (error) {
      if (error instanceof TokenRefused) throw coded('UNAUTHENTICATED');
      if (!isBrokenCircuitError(error)) {
        log.warn({ event: 'subgraph.unreachable', subgraph: name, requestId, ...traceOf(error) });
      }
      throw coded('UNAVAILABLE', { serviceName: name });
    }
  }

  return {
    async process({ request, context: given }) {
      // Empty only while the gateway loads schemas from subgraphs, which it never does here.
      const context = given as GatewayContext;
      const variables: Record<string, unknown> = request.variables ?? {};
      const query = request.query ?? '';
      const { representations } = variables;
      if (!Array.isArray(representations)) return toResponse(await ask(query, variables, context));
      const answer = await ask(withKeys(query), variables, context);
      if (answer.data && !checkKeys(representations, answer.data['_entities'])) {
        log.error({ event: 'subgraph.entities-swapped', subgraph: name, requestId: context.requestId });
        throw coded('INTERNAL', { serviceName: name, requestId: context.requestId });
      }
      return toResponse(answer);
    },
  };
}

function toResponse({ data, errors }: SubgraphAnswer): Awaited<ReturnType<GraphQLDataSource['process']>> {
  return { data, ...(errors && { errors }) };
}
