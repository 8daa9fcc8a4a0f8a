import { createHash } from 'node:crypto';

/** What a sign-in is found by: an answer alone, or the ticket alone, finds nothing. */
export function pendingKey(state: string, ticket: string): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([state, ticket]))
    .digest();
}
