import { canonicalUsername } from './domain.ts';
import { isPassword } from './password.ts';
import type { Credentials, UserStore } from './store.ts';

/** Longer passwords cannot exist (F-054); hashing them would only cost. */
const MAX_PASSWORD_BYTES = 256;

/** What somebody says to be who they are. */
export interface Claimed {
  readonly organisation: string;
  readonly username: string;
  readonly password: string;
}

/** Whether that holds. */
export type Found =
  | { readonly fits: true; readonly credentials: Credentials }
  /** @param userId - whose name it was; for the access log alone. */
  | { readonly fits: false; readonly userId: string | null };

/** The open account with the username, when the password is its own. Takes the same time when there is none. */
export async function accountOf(users: UserStore, { organisation, username, password }: Claimed): Promise<Found> {
  const found = await users.findCredentials(organisation.trim().toLowerCase(), canonicalUsername(username));
  const isHashable = Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
  const fits = await isPassword(isHashable ? (found?.passwordHash ?? null) : null, isHashable ? password : '');
  return found && fits ? { fits: true, credentials: found } : { fits: false, userId: found?.user.id ?? null };
}
