import {
  type ConstDirectiveNode,
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql';
import type { RequestContext } from '../server/context.ts';
import { coded } from '../server/errors.ts';

/** Throws when the request may not have a field. */
type Guard = (context: RequestContext, coordinate: string) => void;

interface Annotated {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] } | null | undefined;
  readonly extensionASTNodes?: readonly { readonly directives?: readonly ConstDirectiveNode[] }[] | undefined;
}

/**
 * Enforces `@authenticated` and `@requiresScopes`, which Apollo Gateway leaves to the subgraphs. A type's directive guards each
 * of the type's own fields, so that no interface, union or `_entities` leads past it. `_entities` and `_service` need a token
 * whatever they lead to.
 *
 * @param schema - changed in place and returned.
 */
export function enforceDirectives(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const guards = [...guardsOf(type), ...guardsOf(field)];
      if (field.name === '_service' || field.name === '_entities') guards.push(authenticated);
      if (guards.length === 0) continue;
      const coordinate = `${type.name}.${field.name}`;
      const resolve: GraphQLFieldResolver<unknown, RequestContext> = field.resolve ?? defaultFieldResolver;
      field.resolve = (parent, args, context: RequestContext, info) => {
        for (const guard of guards) guard(context, coordinate);
        return resolve(parent, args, context, info);
      };
    }
  }
  return schema;
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
