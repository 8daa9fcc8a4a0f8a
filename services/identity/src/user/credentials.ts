import { ok, type Result, refused } from '@samplan/kit/result';
import { type TooManyAttempts, tooManyAttempts } from '../attempt/domain.ts';
import type { Context } from '../context.ts';
import { placeOf } from '../guess/place.ts';
import { type SignInRefused, signInRefused } from '../session/problems.ts';
import { canonicalUsername } from './domain.ts';
import { isPassword } from './password.ts';
import type { Credentials } from './store.ts';

/** Longer passwords cannot exist (F-054); hashing them would only cost. */
const MAX_PASSWORD_BYTES = 256;

/** What somebody says to be who they are. */
export interface Claimed {
  readonly organisation: string;
  readonly username: string;
  readonly password: string;
}

/**
 * The open account with the username, when the password is its own. Guesses are slowed for each account and each place. Whether
 * there is such an account shows neither in the answer nor in its time.
 * @param action - stands in the access log when it is refused.
 */
export async function accountOf(
  { users, guesses, access, address }: Pick<Context, 'users' | 'guesses' | 'access' | 'address'>,
  claimed: Claimed,
  action: string,
  now: Date,
): Promise<Result<Credentials, SignInRefused | TooManyAttempts>> {
  const { password } = claimed;
  const organisation = claimed.organisation.trim().toLowerCase();
  const username = canonicalUsername(claimed.username);
  const found = await users.findCredentials(organisation, username);
  const userId = found?.user.id ?? null;
  const guess = await guesses.take({ organisation, username, userId, place: placeOf(address) }, now);
  if (!guess.isTaken) {
    access.denied(action, 'TOO_MANY_ATTEMPTS', { subjectId: userId });
    return refused(tooManyAttempts(guess.retryAt));
  }
  const isHashable = Buffer.byteLength(password) <= MAX_PASSWORD_BYTES;
  const stored = isHashable ? (found?.passwordHash ?? null) : null;
  const fits = await isPassword(stored, isHashable ? password : '').catch(async (error: unknown) => {
    await guess.giveBack(); // turned away: nothing was looked at
    throw error;
  });
  if (!found || !fits) {
    access.denied(action, 'CREDENTIALS_REFUSED', { subjectId: userId });
    return refused(signInRefused());
  }
  await guess.giveBack();
  return ok(found);
}
