import { GUESSES, type TooManyAttempts, tooManyAttempts } from '../attempt/domain.ts';
import { attemptKey } from '../attempt/key.ts';
import type { Context } from '../context.ts';
import { isPassword } from '../user/password.ts';
import { type CurrentPasswordWrong, currentPasswordWrong } from './change-rules.ts';

/**
 * Checks the password of who is signed in already; guesses are counted.
 * @param o.hash - that holds.
 * @param o.field - of the input, for the answer.
 * @param o.action - stands in the access log when it is refused.
 * @returns null when it is right.
 */
export async function refusalOfPassword(
  { attempts, access }: Pick<Context, 'attempts' | 'access'>,
  o: {
    readonly userId: string;
    readonly hash: string;
    readonly given: string;
    readonly field: string;
    readonly action: string;
  },
  now: Date,
): Promise<CurrentPasswordWrong | TooManyAttempts | null> {
  const { userId: subjectId, action } = o;
  const key = attemptKey('PASSWORD', subjectId);
  const retryAt = await attempts.take(key, GUESSES, now);
  if (retryAt) {
    access.denied(action, 'TOO_MANY_ATTEMPTS', { subjectId });
    return tooManyAttempts(retryAt);
  }
  if (!(await isPassword(o.hash, o.given))) {
    access.denied(action, 'CREDENTIALS_REFUSED', { subjectId });
    return currentPasswordWrong(o.field);
  }
  await attempts.clear(key);
  return null;
}
