import type { BaseContext } from '@apollo/server';
import type { PresentedCard } from '@samplan/kit/auth/connection';
import type { AskSubgraph } from './source/data-source.ts';

/** What travels with a request through the gateway. */
export interface GatewayContext extends BaseContext {
  /** The client's own token; every subgraph verifies it again. */
  readonly authorization: string | undefined;
  /** The card that the client's connection has proven to hold. */
  readonly card: PresentedCard | null;
  /** Where the client is; null when nobody knows. */
  readonly address: string | null;
  readonly requestId: string;
  /** How to ask each subgraph, by name. */
  readonly subgraphs: ReadonlyMap<string, AskSubgraph>;
}
