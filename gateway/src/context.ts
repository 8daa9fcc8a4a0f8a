import type { BaseContext } from '@apollo/server';

/** What travels with a request through the gateway. */
export interface GatewayContext extends BaseContext {
  /** The client's own token; every subgraph verifies it again. */
  readonly authorization: string | undefined;
  readonly requestId: string;
}
