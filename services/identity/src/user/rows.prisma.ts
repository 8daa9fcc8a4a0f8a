import type { User } from './store.ts';

/** The columns of a user. */
export const USER = { id: true, principalId: true, givenName: true, familyName: true } as const;

/** A row with {@link USER}, and maybe more, as a user. */
export function toUser({ id, principalId, givenName, familyName }: User): User {
  return { id, principalId, givenName, familyName };
}
