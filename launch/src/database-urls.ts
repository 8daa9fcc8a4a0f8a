import type { SubgraphName } from '@samplan/schema/events/contract';

/** Addresses of a subgraph's database. */
export interface DatabaseUrls {
  /** As the service, which owns nothing. */
  readonly service: string;
  /** As the owner, for migrations. */
  readonly owner: string;
}

/** A value for each subgraph. */
export function bySubgraph<T>(make: (name: SubgraphName) => T): Readonly<Record<SubgraphName, T>> {
  return { identity: make('identity'), organisation: make('organisation'), care: make('care'), sip: make('sip') };
}
