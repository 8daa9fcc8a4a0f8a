import type { AccessLog } from '../access/log.ts';
import type { Viewer } from '../access/viewer.ts';
import type { PresentedCard } from '../auth/connection.ts';
import type { FirstResult, Repeatable } from '../db/idempotency.ts';
import type { Clock } from '../time.ts';

/** What kit puts into the context of every request. A subgraph adds its stores and loaders. */
export interface RequestContext {
  /** Null for requests without a token. */
  readonly viewer: Viewer | null;
  /** The card that the client's connection has proven to hold; null without one. */
  readonly card: PresentedCard | null;
  /** Where the client is, as the gateway saw it; null when nobody knows. Never taken from a header of the client's. */
  readonly address: string | null;
  /** Stands in logs and in masked errors. */
  readonly requestId: string;
  readonly now: Clock;
  readonly access: AccessLog;
  /** Can the viewer only read for now (F-206)? Asked once in a request. */
  readonly isReadOnly: () => Promise<boolean>;
  /** What came of a request that may be a repeat. */
  readonly earlier: (request: Repeatable) => Promise<FirstResult>;
}
