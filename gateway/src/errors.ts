import type { ApolloServerPlugin } from '@apollo/server';
import { coded, ERROR_CODES, knownError, placeOf } from '@samplan/kit/server/errors';
import { isTooManyTokens } from '@samplan/kit/server/limits';
import { type Log, traceOf } from '@samplan/kit/server/log';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from './context.ts';

/**
 * What a client may see of an error at the gateway: the codes and extensions of the subgraphs pass; addresses, stacks and
 * everything unknown do not.
 */
export function clientError(formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError {
  // Apollo gives every error of a validation rule its own code.
  if (formatted.message === ERROR_CODES.OPERATION_TOO_LARGE) return limitError(formatted.extensions?.['reason']);
  if (isTooManyTokens(formatted)) return limitError('TOKENS');
  const place = thrown instanceof GraphQLError ? placeOf(thrown) : {};
  const error = new GraphQLError(formatted.message, {
    ...place,
    extensions: { ...formatted.extensions },
  });
  const shown = knownError(error) ?? coded('INTERNAL');
  return new GraphQLError(shown.message, { ...place, extensions: shown.extensions }).toJSON();
}

function limitError(reason: unknown): GraphQLFormattedError {
  return coded('OPERATION_TOO_LARGE', { reason }).toJSON();
}

/** Refuses a request whose document has not the operation that it names, or several and none is named. */
export const knownOperations: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation }: { readonly operation?: unknown }) {
        if (operation) return;
        // The gateway itself would take it for a fault of its own.
        throw new GraphQLError('Operationen i fältet operationName finns inte i frågan.', {
          extensions: { code: 'BAD_USER_INPUT', field: 'operationName', reason: 'UNKNOWN', http: { status: 400 } },
        });
      },
    };
  },
};

/** Logs faults of ours, and gives the client the request id to ask support with. */
export function faultReports(log: Log): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ errors, contextValue: { requestId } }) {
          for (const error of errors) {
            const cause = error.originalError ?? error;
            if (!knownError(error))
              log.error({ event: 'request.failed', requestId, code: 'INTERNAL', ...traceOf(cause) });
          }
        },
        async willSendResponse({ response, contextValue: { requestId } }) {
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          if (!singleResult.errors) return;
          singleResult.errors = singleResult.errors.map((error) => {
            const code = error.extensions?.['code'];
            const isOutage = code === 'INTERNAL' || code === 'UNAVAILABLE';
            return isOutage ? { ...error, extensions: { requestId, ...error.extensions } } : error;
          });
        },
      };
    },
  };
}
