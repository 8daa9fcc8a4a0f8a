import type { GraphQLAnswer, GraphQLCall } from '@samplan/kit/server/executor';
import type { CallHeaders } from '@samplan/kit/server/subgraph';

/** How the gateway asks a subgraph: over HTTP or within the process. */
export interface SubgraphTarget {
  /** @throws SubgraphUnreachable, TokenRefused */
  ask(call: GraphQLCall, headers: CallHeaders): Promise<SubgraphAnswer>;
  /** What the subgraph says of its own health; null when it does not answer. */
  health(): Promise<unknown>;
  close(): Promise<void>;
}

/** A subgraph's answer, its errors as they came. */
export interface SubgraphAnswer {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly SubgraphError[];
}

/** An error of a subgraph. */
export interface SubgraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The subgraph did not answer in time or not in its form. */
export class SubgraphUnreachable extends Error {
  override readonly name = 'SubgraphUnreachable';
}

/** The longest a subgraph may take. */
export const DEADLINE_MS = 4000;

/** The answer as the gateway takes it. */
export function answerOf({ data, errors }: GraphQLAnswer): SubgraphAnswer {
  return {
    data: data as Record<string, unknown> | null, // the gateway merges later answers into it
    ...(errors && { errors: errors.map((error) => error.toJSON()) }),
  };
}
