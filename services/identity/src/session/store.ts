import type { AssuranceLevel, Proof } from '@samplan/kit/access/assurance';
import type { AccessLog } from '@samplan/kit/access/log';
import type { Session } from './domain.ts';
import type { Entry } from './entry.ts';

/** A refresh token as stored: its SHA-256. */
export type RefreshHash = Buffer;

/** A session that has ended. */
export interface EndedSession {
  readonly sessionId: string;
  /** Id of the event that tells every subgraph. */
  readonly event: string | null;
}

/** What trading a refresh token came to. */
export type Trade =
  /** The session as it goes on. */
  | { readonly kind: 'TRADED'; readonly session: Session }
  /** The token was used before. The session has ended; the event tells every subgraph, unless it had ended earlier. */
  | { readonly kind: 'USED_BEFORE'; readonly sessionId: string; readonly event: string | null }
  /** There is no such token, or its session has ended. */
  | { readonly kind: 'REFUSED' };

/** A session as its user sees it in a list. */
export interface OwnSession {
  readonly id: string;
  readonly startedAt: Date;
  readonly idleEndsAt: Date;
  readonly assurance: AssuranceLevel;
  readonly entry: Entry;
  /** The unit that is worked at; null until one is chosen. */
  readonly unitId: string | null;
}

/** The sessions. */
export interface SessionStore {
  /** Stores a new session with its first refresh token, and that its assignment was chosen where it has one. */
  start(session: Session, refresh: RefreshHash, now: Date, access: AccessLog): Promise<void>;
  /** The session, unless it has ended or its account is closed. */
  find(id: string, now: Date): Promise<Session | null>;
  /**
   * Uses a refresh token up and gives the session a new one. A token that was used before ends the session, since somebody
   * else may hold it.
   * @param certificate - of the card that the connection has proven; a session that is bound to another one goes on as if it had
   * not been asked.
   */
  trade(
    used: RefreshHash,
    certificate: string | null,
    next: RefreshHash,
    now: Date,
    idleEndsAt: (session: Session) => Date,
    access: AccessLog,
  ): Promise<Trade>;
  /**
   * Sets the assignment, and gives the session a new refresh token; earlier ones stop working.
   * @returns false when the session has ended.
   */
  choose(sessionId: string, assignmentId: string, next: RefreshHash, now: Date, access: AccessLog): Promise<boolean>;
  /**
   * Notes that the user of a session has proved anew who they are, and gives it a new refresh token; earlier ones stop working.
   * @returns the session as it goes on; or null when it has ended.
   */
  prove(sessionId: string, proof: Proof, next: RefreshHash, now: Date, access: AccessLog): Promise<Session | null>;
  /** The user's sessions that have not ended, the newest first. */
  findOwn(userId: string, first: number, now: Date): Promise<readonly OwnSession[]>;
  /**
   * Ends a session of the user's, or all but one.
   * @param which - id of the one to end, or of the one to keep.
   * @returns those that ended now; none when there is no such session of the user's.
   */
  endOwn(
    userId: string,
    which: { readonly only: string } | { readonly allBut: string },
    now: Date,
    access: AccessLog,
  ): Promise<readonly EndedSession[]>;
  /**
   * Ends the session.
   * @returns id of the event that tells every subgraph; or null, when it had ended before.
   */
  end(sessionId: string, now: Date, access: AccessLog): Promise<string | null>;
  /** Forgets the refresh tokens of sessions that were over a day ago. They are refused as before. */
  tidy(now: Date): Promise<void>;
}
