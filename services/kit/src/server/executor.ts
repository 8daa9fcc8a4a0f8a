import { buildSubgraphSchema } from '@apollo/subgraph';
import type { FastifyInstance } from 'fastify';
import { GraphQLError, type GraphQLSchema, NoSchemaIntrospectionCustomRule, parse } from 'graphql';
import mercurius from 'mercurius';
import { enforceDirectives } from '../auth/directives.ts';
import type { RequestContext } from './context.ts';
import { coded, knownError, maskError, placeOf } from './errors.ts';
import { isTooManyTokens, limitRule, MAX_TOKENS, SUBGRAPH_LIMITS } from './limits.ts';
import type { Log } from './log.ts';

/** What a GraphQL request asks. */
export interface GraphQLCall {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** What a GraphQL request gets. */
export interface GraphQLAnswer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLError[];
}

/** Resolvers by type and field, as codegen types them. Checked there; here only their shape matters. */
export type ResolverMap = Readonly<Record<string, unknown>>;

/** The schema of a subgraph with its directives enforced. */
export function subgraphSchema(sdl: string, resolvers: ResolverMap): GraphQLSchema {
  // The generated Resolvers type says more than the library's map of anything.
  return enforceDirectives(buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as GraphQLResolverMap }));
}

type GraphQLResolverMap = Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>['resolvers'] & {};

/** Executes operations on a subgraph's schema: the one door, whether asked over HTTP or within the process. */
export type Execute = (call: GraphQLCall, context: RequestContext) => Promise<GraphQLAnswer>;

/**
 * Registers the schema on the server and returns the door to it.
 * @param introspection - may clients ask for the schema? Not in production.
 */
export async function createExecutor(
  app: FastifyInstance,
  o: { readonly schema: GraphQLSchema; readonly introspection: boolean; readonly log: Log },
): Promise<Execute> {
  await app.register(mercurius, {
    schema: o.schema,
    jit: 1,
    routes: false,
    graphiql: false,
    validationRules: [limitRule(SUBGRAPH_LIMITS), ...(o.introspection ? [] : [NoSchemaIntrospectionCustomRule])],
    graphql: { parseOptions: { maxTokens: 10 * MAX_TOKENS }, validateOptions: { maxErrors: 5 } },
  });

  return async ({ query, variables, operationName }, context) => {
    // mercurius also takes a document as JSON; we do not.
    if (/^\s*[{[]\s*["{[]/.test(query)) return { data: null, errors: [coded('GRAPHQL_PARSE_FAILED')] };
    let answer: GraphQLAnswer;
    try {
      // The library adds its own fields to the context object it is given.
      const result = await app.graphql(query, { ...context }, variables && { ...variables }, operationName);
      answer = { data: result.data ?? null, ...(result.errors && { errors: result.errors }) };
    } catch (error) {
      answer = { data: null, errors: errorsOf(error) };
    }
    try {
      await context.access.flush();
    } catch (error) {
      // What cannot be logged is not shown.
      answer = { data: null, errors: [toGraphQLError(error)] };
    }
    if (!answer.errors?.length) return { data: answer.data };
    return { data: answer.data, errors: answer.errors.map((error) => maskError(error, context.requestId, o.log)) };
  };
}

/** The errors in what mercurius throws: those of parsing, validation and variables, or a fault. */
function errorsOf(error: unknown): readonly GraphQLError[] {
  if (error instanceof Error && 'errors' in error && Array.isArray(error.errors) && error.errors.length > 0) {
    return error.errors.map((inner: unknown) => withCode(toGraphQLError(inner)));
  }
  if (error instanceof GraphQLError) return [withCode(error)];
  // Without a matching operation mercurius throws before anything is executed.
  if (error instanceof Error && /operation/i.test(error.message)) return [coded('GRAPHQL_VALIDATION_FAILED')];
  return [toGraphQLError(error)];
}

function withCode(error: GraphQLError): GraphQLError {
  if (error.extensions['code'] || error.originalError || knownError(error)) return error;
  if (isTooManyTokens(error)) return coded('OPERATION_TOO_LARGE', { reason: 'TOKENS' });
  const code = error.message.startsWith('Syntax Error') ? 'GRAPHQL_PARSE_FAILED' : 'GRAPHQL_VALIDATION_FAILED';
  return new GraphQLError(error.message, { ...placeOf(error), extensions: { code } });
}

function toGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const cause = error instanceof Error ? error : new Error('unknown');
  return new GraphQLError('internal', { originalError: cause });
}
