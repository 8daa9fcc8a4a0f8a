import { createHash, randomBytes } from 'node:crypto';
import { addDays, type Day } from '@samplan/kit/time';

/** A seed that nobody can guess beforehand. */
export function newSeed(): string {
  return randomBytes(16).toString('base64url');
}

/**
 * The day to review at a unit: every day of the period is as likely, and the same seed, unit and period always give the same
 * (G-075, B-15).
 * @param days - how many days the period has.
 */
export function drawDay(seed: string, unitId: string, from: Day, days: number): Day {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, unitId, from, days]))
    .digest();
  // 48 bits over at most some hundred days: what the remainder favours cannot be measured.
  return addDays(from, digest.readUIntBE(0, 6) % days);
}
