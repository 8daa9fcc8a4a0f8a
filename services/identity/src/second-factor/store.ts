import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, PrincipalReach } from '@samplan/kit/access/policy';
import type { AccountState } from '../session/domain.ts';
import type { Entry } from '../session/entry.ts';
import type { EndedSession } from '../session/store.ts';
import type { CodeMethod, FactorKind, SecondFactor } from './domain.ts';

/** What a user has beside the password. */
export interface OwnFactors {
  /** Confirmed ones. */
  readonly factors: readonly SecondFactor[];
  readonly recoveryCodesLeft: number;
}

/** A sign-in that waits for the second factor. */
export interface Challenge {
  readonly userId: string;
  readonly account: AccountState;
  readonly entry: Entry;
}

/** The second factors. */
export interface SecondFactorStore {
  own(userId: string): Promise<OwnFactors>;
  /** A factor of the user that is not removed, confirmed or not. */
  find(userId: string, id: string): Promise<SecondFactor | null>;
  /** Stores a factor that is not confirmed. Others of the kind that never were confirmed are removed. */
  enrol(userId: string, kind: FactorKind, secret: string, now: Date, access: AccessLog): Promise<SecondFactor>;
  /**
   * Remembers the code that is sent to a phone; an earlier one stops working.
   * @returns how to forget it, unless another was sent after it.
   */
  remember(id: string, code: string, expiresAt: Date): Promise<{ readonly forget: () => Promise<void> }>;
  /** Uses a code up: false when it is wrong, too old, or was used, also at the same time. */
  use(factor: SecondFactor, code: string, now: Date): Promise<boolean>;
  /** Does the same with a recovery code. */
  useRecoveryCode(userId: string, code: string, now: Date): Promise<boolean>;
  /**
   * Notes that the user has the factor.
   * @returns recovery codes when it is the user's first; or null when it is no longer there to confirm.
   */
  confirm(factor: SecondFactor, now: Date, access: AccessLog): Promise<readonly string[] | null>;
  /** Replaces the recovery codes. */
  renewRecoveryCodes(userId: string, now: Date, access: AccessLog): Promise<readonly string[]>;
  /** Removes a factor, the recovery codes with the last one, and sign-ins that wait for a code; false when there is none. */
  remove(userId: string, id: string, now: Date, access: AccessLog): Promise<boolean>;
  /**
   * Removes everything a user within reach has, and ends the user's sessions and the sign-ins that wait for a code.
   * @returns null when there is no such user.
   */
  reset(
    grant: Grant<'second-factor.reset', PrincipalReach>,
    userId: string,
    now: Date,
    access: AccessLog,
  ): Promise<{ readonly removed: number; readonly ended: readonly EndedSession[] } | null>;

  /** Stores a sign-in that waits. */
  challenge(hash: Buffer, userId: string, entry: Entry, expiresAt: Date): Promise<void>;
  /** One that still waits, of an open account that is not bound to a card: those began with the password (F-061). */
  findChallenge(hash: Buffer, now: Date): Promise<Challenge | null>;
  /** Uses it up; false when another request was first. */
  useChallenge(hash: Buffer, now: Date): Promise<boolean>;
  /** Forgets what no longer waits. */
  tidy(now: Date): Promise<void>;
}

/** The ways in which a code can come. */
export type { CodeMethod };
