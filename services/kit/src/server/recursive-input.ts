import { type GraphQLInputObjectType, type GraphQLSchema, getNamedType, isInputObjectType } from 'graphql';

/**
 * The name of an input type that contains itself, if there is one. The compiler of documents unrolls such a type for each level:
 * the first document that uses it would hold the process up for most of a minute.
 */
export function recursiveInput(schema: GraphQLSchema): string | undefined {
  const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType);
  return inputs.find((type) => contains(type, type, new Set()))?.name;
}

function contains(type: GraphQLInputObjectType, wanted: GraphQLInputObjectType, seen: Set<string>): boolean {
  return Object.values(type.getFields()).some((field) => {
    const inner = getNamedType(field.type);
    if (!isInputObjectType(inner)) return false;
    if (inner === wanted) return true;
    if (seen.has(inner.name)) return false;
    seen.add(inner.name);
    return contains(inner, wanted, seen);
  });
}
