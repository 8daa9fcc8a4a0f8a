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
  /** What was done about it, the first first; empty until somebody has. */
  readonly handlings: readonly SuspicionHandling[];
}

/** Something that was done about a suspicion. */
export interface SuspicionHandling {
  readonly note: string;
  readonly handledAt: Date;
  readonly handledById: string;
}

/** How many times a suspicion was written: once, and once for each handling. Whoever handles it says which they have seen. */
export function versionOf({ handlings }: Pick<Suspicion, 'handlings'>): number {
  return handlings.length + 1;
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
  suspicions(
    grant: Grant<'credentials.oversee', PrincipalReach>,
    page: PageRequest,
    which: { readonly unhandledOnly: boolean },
  ): Promise<readonly Suspicion[]>;
  /**
   * Adds what the viewer has done about a suspicion within reach. Nothing that was noted before is changed.
   * @param version - that the viewer has seen.
   * @returns the suspicion; null when there is none; `CHANGED` when somebody has noted something meanwhile.
   */
  handle(
    grant: Grant<'credentials.handle-suspicion', PrincipalReach>,
    o: { readonly suspicionId: string; readonly version: number; readonly note: string },
    now: Date,
    access: AccessLog,
  ): Promise<Suspicion | 'CHANGED' | null>;
}
