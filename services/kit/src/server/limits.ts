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
  type ValidationRule,
  type ValueNode,
} from 'graphql';
import { MAX_PAGE } from '../page.ts';
import { coded } from './errors.ts';

/** What one operation may ask for. */
export interface OperationLimits {
  /** Nesting of fields. */
  readonly depth: number;
  readonly aliases: number;
  /** Root fields of an operation. */
  readonly rootFields: number;
  /** Directives in the whole document. */
  readonly directives: number;
  /** Fields, each counted as often as the lists around it may repeat it. */
  readonly weight: number;
  /** Selections, those of a fragment counted each time that it is spread. */
  readonly selections: number;
}

/** Limits for clients. */
export const CLIENT_LIMITS: OperationLimits = {
  depth: 12,
  aliases: 30,
  rootFields: 10,
  directives: 20,
  weight: 50_000,
  selections: 5000,
};

/**
 * Limits for subgraphs. The gateway's plans of a permitted operation may be wider and deeper in one subgraph than the operation
 * itself looks; who asks a subgraph directly needs a token all the same.
 */
export const SUBGRAPH_LIMITS: OperationLimits = {
  depth: 16,
  aliases: 300,
  rootFields: 50,
  directives: 50,
  weight: 1_000_000,
  selections: 20_000,
};

/** Tokens in a document; given to the parser. */
export const MAX_TOKENS = 2000;

/** Did the parser stop because of {@link MAX_TOKENS}? It tells only in its message. */
export function isTooManyTokens({ message }: { readonly message: string }): boolean {
  return /^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(message);
}

/** Assumed length of a list without `first`. */
const UNBOUNDED_LIST = 10;

/**
 * Refuses documents that ask for too much, before anything is executed. List sizes multiply: `first: 100` on three levels is a
 * million fields however short the text is.
 */
export function limitRule(limits: OperationLimits): ValidationRule {
  return (context) => {
    const report = (reason: Exceeded): void => context.reportError(coded('OPERATION_TOO_LARGE', { reason }));
    let directives = 0;
    return {
      Document(document) {
        for (const definition of document.definitions) {
          if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
          const root = context.getSchema().getRootType(definition.operation);
          const exceeded = new Measure(limits, context).operation(definition.selectionSet, root ?? undefined);
          if (exceeded) report(exceeded);
        }
      },
      Directive() {
        directives += 1;
        if (directives === limits.directives + 1) report('DIRECTIVES');
      },
    };
  };
}

/** Which limit an operation goes beyond. */
type Exceeded = 'ROOT_FIELDS' | 'DEPTH' | 'ALIASES' | 'DIRECTIVES' | 'WEIGHT' | 'SELECTIONS';

class Measure {
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
