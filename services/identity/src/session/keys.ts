import { type KeyRing, openKeyRing } from '@samplan/kit/auth/key-ring';
import type { Secrets } from '@samplan/kit/auth/secrets';
import type { Database } from '@samplan/kit/db/database';
import { ACCESS_TOKEN_MINUTES } from '@samplan/kit/server/subgraph';

const MINUTE_MS = 60_000;

/** Verifiers fetch an unknown key at once, so that this long settles a new one. */
export const SETTLE_MINUTES = 5;

/** A replaced key is published this long after its successor began: longer than any token lives. */
export const KEEP_MINUTES = ACCESS_TOKEN_MINUTES + 5;

/** Opens the keys that sign access tokens: a new one each month. */
export function openAccessTokenKeys(o: {
  readonly pool: Database['pool'];
  readonly secrets: Secrets;
  readonly now: () => Date;
}): KeyRing {
  return openKeyRing({
    ...o,
    purpose: 'ACCESS_TOKEN',
    options: {
      settleMs: SETTLE_MINUTES * MINUTE_MS,
      rotateAfterMs: 30 * 24 * 60 * MINUTE_MS,
      keepMs: KEEP_MINUTES * MINUTE_MS,
    },
  });
}
