import { buildSubgraphSchema } from '@apollo/subgraph';
import type { FastifyInstance } from 'fastify';
import { GraphQLError, type GraphQLSchema, NoSchemaIntrospectionCustomRule, parse } from 'graphql';
import mercurius from 'mercurius';
import { enforceDirectives } from '../auth/directives.ts';
import type { RequestContext } from './context.ts';
import { coded, knownError, maskError, placeOf } from './errors.ts';
import { isTooManyTokens, limitRule, MAX_TOKENS, SUBGRAPH_LIMITS } from './limits.ts';
import type { Log } from './log.ts';
import { recursiveInput } from './recursive-input.ts';

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

/** Schemas are the same for every server of a process that has the same resolvers, and take long to make. */
const schemas = new WeakMap<ResolverMap, { readonly sdl: string; readonly schema: GraphQLSchema }>();

/** The schema of a subgraph with its directives enforced. */
export function subgraphSchema(sdl: string, resolvers: ResolverMap): GraphQLSchema {
  const made = schemas.get(resolvers);
  if (made?.sdl === sdl) return made.schema;
  // The generated Resolvers type says more than the library's map of anything.
  const built = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as GraphQLResolverMap });
  const schema = enforceDirectives(built);
  schemas.set(resolvers, { sdl, schema });
  return schema;
}

type GraphQLResolverMap = Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>['resolvers'] & {};

/** Executes operations on a subgraph's schema: the one door, whether asked over HTTP or within the process. */
export type Execute = (call: GraphQLCall, context: RequestContext) => Promise<GraphQLAnswer>;

/**
 * Registers the schema on the server and returns the door to it.
 * @param introspection - may clients ask for the schema? Not in production.
 * @throws Error when an input type contains itself.
 */
export async function createExecutor(
  app: FastifyInstance,
  o: { readonly schema: GraphQLSchema; readonly introspection: boolean; readonly log: Log },
): Promise<Execute> {
  const recursive = recursiveInput(o.schema);
  if (recursive) throw new Error(`the input type ${recursive} contains itself`);
  await app.register(mercurius, {
    schema: o.schema,
    jit: 1,
    cache: REMEMBERED,
    routes: false,
    graphiql: false,
    validationRules: [limitRule(SUBGRAPH_LIMITS), ...(o.introspection ? [] : [NoSchemaIntrospectionCustomRule])],
    graphql: { parseOptions: { maxTokens: 10 * MAX_TOKENS }, validateOptions: { maxErrors: 5 } },
    // As they are: the standard one keeps only their JSON, without the cause that decides what they are.
    errorFormatter: ({ data, errors }) => ({ statusCode: 200, response: { data: data ?? null, errors: errors ?? [] } }),
  });

  return async ({ query, variables, operationName }, context) => {
    const refused = refusal(query, operationName);
    if (refused) return { data: null, errors: [refused] };
    let answer: GraphQLAnswer;
    try {
      // The library adds its own fields to the context object it is given.
      const own = { ...context };
      const result = await app.graphql(
        ofOperation(query, operationName),
        own,
        variables && { ...variables },
        operationName,
      );
      answer = { data: result.data ?? null, ...(result.errors && { errors: result.errors.map(ofExecution) }) };
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

/** Documents that are kept compiled: more than all clients have, few enough for a hostile one to fill. One is up to 0.5 MB. */
const REMEMBERED = 200;

/**
 * The longest document, a gateway's included, which spells out the fragments of a client's. Long texts belong into variables;
 * documents are kept in memory for the next time.
 */
const MAX_LENGTH = 131_072;

/** Why a document is not even looked at. */
function refusal(query: string, operationName: string | undefined): GraphQLError | undefined {
  if (query.length > MAX_LENGTH) return coded('OPERATION_TOO_LARGE', { reason: 'LENGTH' });
  if (operationName !== undefined && !/^[A-Za-z_]\w*$/.test(operationName)) return coded('GRAPHQL_VALIDATION_FAILED');
  // mercurius also takes a document as JSON; we do not.
  return isJson(query) ? coded('GRAPHQL_PARSE_FAILED') : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * mercurius remembers one compiled operation per document: of a document with several, the first one asked for would be run
 * whatever is asked for next. A comment makes it another document.
 */
function ofOperation(query: string, operationName: string | undefined): string {
  return operationName === undefined ? query : `${query}\n#${operationName}`;
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

/**
 * An error of a result. Those of compiled documents lack `extensions` where their cause has none, whatever their type says; those
 * without a path are about the request as a whole.
 */
function ofExecution(error: GraphQLError): GraphQLError {
  const { message = '', path, originalError, extensions }: Partial<GraphQLError> = error;
  const whole = extensions
    ? error
    : new GraphQLError(message, { path: path ?? null, originalError: originalError ?? null });
  return path ? whole : withCode(whole);
}
