import { createHash, randomBytes, randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { RECOVERY_CODES, STEP_SECONDS } from './domain.ts';

/** Stands in the user's application. */
const ISSUER = 'Samplan';

/** A new shared secret of 160 bits, base 32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** Address with the secret, for the user's application (`otpauth://totp/…`). */
export function provisioningUri(secret: string, username: string): string {
  return totp(secret, username).toString();
}

/**
 * The time step that a code is of: the present one or the one before or after.
 * @returns null when it is of none.
 */
export function stepOf(secret: string, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const timestamp = now.getTime();
  const delta = totp(secret).validate({ token: code, timestamp, window: 1 });
  return delta === null ? null : Math.floor(timestamp / 1000 / STEP_SECONDS) + delta;
}

function totp(secret: string, label = ''): TOTP {
  return new TOTP({ issuer: ISSUER, label, algorithm: 'SHA1', digits: 6, period: STEP_SECONDS, secret });
}

/** A code of six digits for a message. */
export function newMessageCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** New recovery codes of 80 bits each: `abcd-efgh-ijkl-mnop`. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const letters = new Secret({ buffer: new Uint8Array(randomBytes(10)).buffer }).base32.toLowerCase();
    return (letters.match(/.{4}/g) ?? []).join('-');
  });
}

/** What is stored of a recovery code. It is random, so that a plain hash suffices. */
export function recoveryHash(userId: string, code: string): Buffer {
  const letters = code.toLowerCase().replaceAll(/[^a-z2-7]/g, '');
  return createHash('sha256')
    .update(JSON.stringify([userId, letters]))
    .digest();
}
