import { createHash } from 'node:crypto';

/** What an attempt is counted under. Hashed, so that the table holds neither names nor addresses. */
export function attemptKey(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
