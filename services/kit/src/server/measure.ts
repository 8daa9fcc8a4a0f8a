import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValueNode,
} from 'graphql';
import { MAX_PAGE } from '../page.ts';
import type { OperationLimits } from './limits.ts';

/** Assumed length of a list without `first`. */
const UNBOUNDED_LIST = 10;

/** Which limit an operation goes beyond. */
export type Exceeded = 'ROOT_FIELDS' | 'DEPTH' | 'ALIASES' | 'DIRECTIVES' | 'WEIGHT' | 'SELECTIONS';

/** Measures one operation. */
export class Measure {
  private rootFields = 0;
  private aliases = 0;
  private selected = 0;
  private weight = 0;
  private readonly limits: OperationLimits;
  private readonly context: ValidationContext;

  constructor(limits: OperationLimits, context: ValidationContext) {
    this.limits = limits;
    this.context = context;
  }

  /** The first limit that it goes beyond. */
  operation(set: SelectionSetNode, root: GraphQLObjectType | undefined): Exceeded | undefined {
    return this.selections(set, root, 1, 1, new Set());
  }

  private selections(
    set: SelectionSetNode,
    parent: GraphQLNamedType | undefined,
    depth: number,
    times: number,
    within: ReadonlySet<string>,
  ): Exceeded | undefined {
    for (const selection of set.selections) {
      // Fragments that spread two of the next each would double the work with every fragment.
      this.selected += 1;
      if (this.selected > this.limits.selections) return 'SELECTIONS';
      const exceeded = this.selection(selection, parent, depth, times, within);
      if (exceeded) return exceeded;
    }
    return undefined;
  }

  private selection(
    selection: SelectionNode,
    parent: GraphQLNamedType | undefined,
    depth: number,
    times: number,
    within: ReadonlySet<string>,
  ): Exceeded | undefined {
    if (selection.kind === Kind.FIELD) return this.field(selection, parent, depth, times, within);
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const type = selection.typeCondition ? this.type(selection.typeCondition.name.value) : parent;
      return this.selections(selection.selectionSet, type, depth, times, within);
    }
    const name = selection.name.value;
    const fragment = this.context.getFragment(name);
    // A cycle is another rule's error; here it only must not be followed.
    if (!fragment || within.has(name)) return undefined;
    const type = this.type(fragment.typeCondition.name.value);
    return this.selections(fragment.selectionSet, type, depth, times, new Set([...within, name]));
  }

  private field(
    node: FieldNode,
    parent: GraphQLNamedType | undefined,
    depth: number,
    times: number,
    within: ReadonlySet<string>,
  ): Exceeded | undefined {
    if (depth === 1) this.rootFields += 1;
    if (this.rootFields > this.limits.rootFields) return 'ROOT_FIELDS';
    if (node.alias) this.aliases += 1;
    if (this.aliases > this.limits.aliases) return 'ALIASES';
    // Introspection has a fixed shape and graphql-js limits its depth itself.
    if (node.name.value.startsWith('__')) return undefined;
    if (depth > this.limits.depth) return 'DEPTH';
    this.weight += times;
    if (this.weight > this.limits.weight) return 'WEIGHT';
    if (!node.selectionSet) return undefined;
    const definition =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    const size = definition ? listSize(node, definition, parent) : 1;
    const type = definition && getNamedType(definition.type);
    return this.selections(node.selectionSet, type, depth + 1, times * size, within);
  }

  private type(name: string): GraphQLNamedType | undefined {
    return this.context.getSchema().getType(name);
  }
}

/** How often a field's selection may be repeated. The edges of a connection were counted with its `first`. */
function listSize(
  node: FieldNode,
  definition: GraphQLField<unknown, unknown>,
  parent: GraphQLNamedType | undefined,
): number {
  const first = definition.args.find((argument) => argument.name === 'first');
  if (first) {
    const given = node.arguments?.find((argument) => argument.name.value === 'first')?.value;
    return Math.min(Math.max(given === undefined ? standardSize(first) : sizeOf(given), 1), MAX_PAGE);
  }
  const isList = isListType(getNullableType(definition.type));
  return isList && !parent?.name.endsWith('Connection') ? UNBOUNDED_LIST : 1;
}

function standardSize({ defaultValue }: GraphQLArgument): number {
  return typeof defaultValue === 'number' ? defaultValue : MAX_PAGE;
}

/** A size that a variable gives is known only later. */
function sizeOf(given: ValueNode): number {
  return given.kind === Kind.INT ? Number(given.value) : MAX_PAGE;
}
