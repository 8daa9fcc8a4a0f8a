import { type TooManyAttempts, tooManyAttempts } from '../attempt/domain.ts';
import { attemptKey } from '../attempt/key.ts';
import type { Context } from '../context.ts';
import { newMessageCode } from './codes.ts';
import { CHALLENGE_MINUTES, MESSAGES, type SecondFactor, type SmsNotSentProblem, smsNotSent } from './domain.ts';

/**
 * Sends a code to a user's phone. One that could not be sent does not work. It is sent within the request: one that comes later is of no use, and it stands nowhere but in
 * the message.
 * @returns until when it works, or why none was sent.
 */
export async function sendCode(
  { secondFactors, attempts, sms }: Pick<Context, 'secondFactors' | 'attempts' | 'sms'>,
  { id, userId, secret }: SecondFactor,
  now: Date,
): Promise<Date | TooManyAttempts | SmsNotSentProblem> {
  if (!sms) return smsNotSent();
  const retryAt = await attempts.take(attemptKey('SMS', userId), MESSAGES, now);
  if (retryAt) return tooManyAttempts(retryAt);
  const code = newMessageCode();
  const expiresAt = new Date(now.getTime() + CHALLENGE_MINUTES * 60_000);
  const remembered = await secondFactors.remember(id, code, expiresAt);
  try {
    await sms.send(secret, `${code} är din kod till Samplan. Lämna den inte till någon.`);
  } catch {
    await remembered.forget();
    return smsNotSent();
  }
  return expiresAt;
}
