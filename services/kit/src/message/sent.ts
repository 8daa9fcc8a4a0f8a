import { ok, type Result, refused } from '../result.ts';
import { type Recipient, release } from './domain.ts';

/** A message that was sent, as far as correcting and voiding go. */
export interface Sent {
  readonly senderUnitId: string;
  /** 1 for the first version, 2 for the next. */
  readonly versionNumber: number;
  readonly isSuperseded: boolean;
  readonly voided: Voiding | null;
  readonly recipients: readonly Recipient[];
}

/** That a message is void, and why. It stays visible (G-101). */
export interface Voiding {
  readonly at: Date;
  readonly byUserId: string;
  readonly reason: string;
}

/** Why a message cannot be corrected or voided. */
export type NotChangeable = 'VOIDED' | 'SUPERSEDED';

/**
 * May a new version be sent in place of the message? Only of the latest version, and not of one that is void.
 * @returns number of the new version.
 */
export function nextVersion(message: Sent): Result<number, NotChangeable> {
  const problem = problemOf(message);
  return problem ? refused(problem) : ok(message.versionNumber + 1);
}

/**
 * Voids a message (sv. makulera, G-101): it stays as it is, marked, and nothing is owed for it any more.
 * @returns the voiding with the recipients after it; or why not.
 */
export function voidMessage(
  message: Sent,
  byUserId: string,
  reason: string,
  now: Date,
): Result<{ readonly voiding: Voiding; readonly recipients: readonly Recipient[] }, NotChangeable> {
  const problem = problemOf(message);
  if (problem) return refused(problem);
  return ok({
    voiding: { at: now, byUserId, reason },
    recipients: message.recipients.map((recipient) => release(recipient, 'MESSAGE_VOIDED', now)),
  });
}

function problemOf({ voided, isSuperseded }: Sent): NotChangeable | null {
  if (voided) return 'VOIDED';
  return isSuperseded ? 'SUPERSEDED' : null;
}
