import { Kind, type ValidationRule } from 'graphql';
import { coded } from './errors.ts';
import { type Exceeded, Measure } from './measure.ts';

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
