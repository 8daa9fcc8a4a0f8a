import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, PrincipalReach } from '@samplan/kit/access/policy';
import type { PageRequest } from '@samplan/kit/page';
import type { EndedSession, RefreshHash } from '../session/store.ts';
import type { PasswordOwner } from '../user/password-rules.ts';

/** The password of an account, and those that it had. */
export interface Passwords {
  readonly owner: PasswordOwner;
  /** Hashes, the newest first; the first one holds. */
  readonly hashes: readonly string[];
}

/** A user who suspects that somebody else has the credentials (F-422). */
export interface Suspicion {
  readonly id: string;
  readonly userId: string;
  readonly reportedAt: Date;
}

/** The passwords of accounts. */
export interface PasswordStore {
  /** Null when there is no such open account. */
  find(userId: string): Promise<Passwords | null>;
  /**
   * Sets a password that the user has chosen, ends the user's other sessions, and gives this one a new refresh token.
   * @param before - the hash that holds.
   * @returns the sessions that ended; or null, when the password or the session is no longer what it was.
   */
  change(o: {
    readonly userId: string;
    readonly sessionId: string;
    readonly before: string;
    readonly next: string;
    readonly refresh: RefreshHash;
    readonly now: Date;
    readonly access: AccessLog;
  }): Promise<readonly EndedSession[] | null>;
  /** Notes a suspicion, demands a new password and ends all sessions of the user. */
  suspect(userId: string, now: Date, access: AccessLog): Promise<readonly EndedSession[]>;
  /** The suspicions within reach, the newest first; one more than was asked for. */
  suspicions(grant: Grant<'credentials.oversee', PrincipalReach>, page: PageRequest): Promise<readonly Suspicion[]>;
}
