import {
  type ConstDirectiveNode,
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql';
import { isDoneInReadMode, refuseInReadMode } from '../access/read-mode.ts';
import type { RequestContext } from '../server/context.ts';
import { coded } from '../server/errors.ts';
import { isSignature, refusalOfSignature } from './signature.ts';

/** Throws when the request may not have a field. */
type Guard = (context: RequestContext, coordinate: string) => void;

interface Annotated {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] } | null | undefined;
  readonly extensionASTNodes?: readonly { readonly directives?: readonly ConstDirectiveNode[] }[] | undefined;
}

/**
 * Enforces `@authenticated` and `@requiresScopes`, which Apollo Gateway leaves to the subgraphs. A type's directive guards each
 * of the type's own fields, so that no interface, union or `_entities` leads past it, and the resolving of a reference to the
 * type, so that nobody learns what exists. `_entities` and `_service` need a token whatever the types say: the gateway gets the
 * schema from a file. What is declared `@freshAuthentication` is not done for who proved too long ago who they are (G-146).
 * A mutation that is not declared `@duringReadMode` is not done while the viewer's region is in read mode (F-206).
 *
 * @param schema - changed in place and returned.
 */
export function enforceDirectives(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const ofType = guardsOf(type);
    if (ofType.length > 0) guardReferences(type, ofType);
    for (const field of Object.values(type.getFields())) guardField(type, field, [...ofType, ...guardsOf(field)]);
  }
  return schema;
}

function guardField(type: GraphQLObjectType, field: GraphQLField<unknown, RequestContext>, declared: Guard[]): void {
  const guards = OF_FEDERATION.has(field.name) ? [authenticated, ...declared] : declared;
  const coordinate = `${type.name}.${field.name}`;
  const isSigned = isSignature(field, coordinate);
  const isStopped = type.name === 'Mutation' && !isDoneInReadMode(field);
  if (guards.length === 0 && !isSigned && !isStopped) return;
  const guarded =
    (resolve: GraphQLFieldResolver<unknown, RequestContext>): typeof resolve =>
    (parent, args, context, info) => {
      for (const guard of guards) guard(context, coordinate);
      const refusal = isSigned ? refusalOfSignature(context, coordinate) : null;
      if (refusal) return refusal;
      if (!isStopped) return resolve(parent, args, context, info);
      return refuseInReadMode(context, coordinate).then(() => resolve(parent, args, context, info));
    };
  field.resolve = guarded(field.resolve ?? defaultFieldResolver);
  if (field.subscribe) field.subscribe = guarded(field.subscribe);
}

/** Root fields that federation adds. */
const OF_FEDERATION: ReadonlySet<string> = new Set(['_service', '_entities']);

type ResolveReference = (reference: unknown, context: RequestContext, info: GraphQLResolveInfo) => unknown;

function guardReferences(type: GraphQLObjectType, guards: readonly Guard[]): void {
  // Where @apollo/subgraph keeps what was `__resolveReference` in the resolvers.
  const extensions = type.extensions as { apollo?: { subgraph?: { resolveReference?: ResolveReference } } };
  const resolve = extensions.apollo?.subgraph?.resolveReference;
  if (!resolve) return;
  // Asynchronous, so that one refused reference does not empty the whole list.
  const resolveReference: ResolveReference = async (reference, context, info) => {
    for (const guard of guards) guard(context, type.name);
    return await resolve(reference, context, info);
  };
  const { apollo } = extensions;
  type.extensions = { ...extensions, apollo: { ...apollo, subgraph: { ...apollo?.subgraph, resolveReference } } };
}

function guardsOf({ astNode, extensionASTNodes }: Annotated): Guard[] {
  return [astNode, ...(extensionASTNodes ?? [])]
    .flatMap((node) => node?.directives ?? [])
    .flatMap((directive): Guard[] => {
      if (directive.name.value === 'authenticated') return [authenticated];
      if (directive.name.value === 'requiresScopes') return [requiresScopes(scopesOf(directive))];
      return [];
    });
}

const authenticated: Guard = ({ viewer }) => {
  if (!viewer) throw coded('UNAUTHENTICATED');
};

function requiresScopes(anyOf: readonly (readonly string[])[]): Guard {
  return ({ viewer, access }, coordinate) => {
    if (!viewer) throw coded('UNAUTHENTICATED');
    const held: ReadonlySet<string> = viewer.capabilities;
    if (anyOf.some((all) => all.every((scope) => held.has(scope)))) return;
    access.denied(coordinate, 'NO_CAPABILITY');
    throw coded('FORBIDDEN', { requires: anyOf });
  };
}

function scopesOf(directive: ConstDirectiveNode): readonly (readonly string[])[] {
  const given = directive.arguments?.find((argument) => argument.name.value === 'scopes');
  const value: unknown = given ? valueFromASTUntyped(given.value) : [];
  if (!Array.isArray(value) || !value.every((all) => Array.isArray(all))) {
    throw new TypeError('scopes must be a list of lists');
  }
  return value.map((all: readonly unknown[]) => all.map(String));
}
