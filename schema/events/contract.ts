import type { z } from 'zod';

/** The subgraphs. */
export const SUBGRAPHS = ['identity', 'organisation', 'care', 'sip'] as const;
/** One of {@link SUBGRAPHS}. */
export type SubgraphName = (typeof SUBGRAPHS)[number];

/**
 * The contract of an event: what its producer promises and who hears it. The data is a snapshot with a version, so that an
 * event that comes twice or late changes nothing. No identity numbers, names, addresses or free text.
 */
export interface EventContract<T extends string = string, D extends z.ZodType = z.ZodType> {
  /** Past tense. */
  readonly type: T;
  readonly producer: SubgraphName;
  /** Who is told. Nobody hears what is only followed. */
  readonly consumers: readonly SubgraphName[];
  /** The query that follows it, if there is one. */
  readonly followedBy?: string;
  /** The event in one sentence. */
  readonly description: string;
  readonly data: D;
  /** A valid example. */
  readonly example: z.infer<D>;
}

/** Declares a contract; keeps the exact types. */
export function event<const T extends string, D extends z.ZodType>(contract: EventContract<T, D>): EventContract<T, D> {
  return contract;
}

/** The data of a contract's events. */
export type EventData<C extends EventContract> = z.infer<C['data']>;
