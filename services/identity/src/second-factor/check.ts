import { GUESSES, type TooManyAttempts, tooManyAttempts } from '../attempt/domain.ts';
import { attemptKey } from '../attempt/key.ts';
import type { Context } from '../context.ts';
import { type CodeMethod, type CodeRefused, codeRefused } from './domain.ts';

/**
 * Uses a code of a user's up.
 * @param action - stands in the access log when it is refused.
 * @returns null when it is right.
 */
export async function refusalOfCode(
  context: Pick<Context, 'secondFactors' | 'attempts' | 'access'>,
  o: { readonly userId: string; readonly method: CodeMethod; readonly code: string; readonly action: string },
  now: Date,
): Promise<CodeRefused | TooManyAttempts | null> {
  const { secondFactors, attempts, access } = context;
  const { userId, method } = o;
  const key = attemptKey('CODE', userId, method);
  const retryAt = await attempts.take(key, GUESSES, now);
  if (retryAt) {
    access.denied(o.action, 'TOO_MANY_ATTEMPTS', { subjectId: userId });
    return tooManyAttempts(retryAt);
  }
  if (!(await isRight(secondFactors, userId, method, o.code.trim(), now))) {
    access.denied(o.action, 'CODE_REFUSED', { subjectId: userId });
    return codeRefused();
  }
  await attempts.clear(key);
  return null;
}

async function isRight(
  secondFactors: Context['secondFactors'],
  userId: string,
  method: CodeMethod,
  code: string,
  now: Date,
): Promise<boolean> {
  const { factors } = await secondFactors.own(userId);
  if (factors.length === 0) return false;
  if (method === 'RECOVERY_CODE') return await secondFactors.useRecoveryCode(userId, code, now);
  for (const factor of factors.filter(({ kind }) => kind === method)) {
    if (await secondFactors.use(factor, code, now)) return true;
  }
  return false;
}
