import type { Proof } from '@samplan/kit/access/assurance';
import type { AccessLog } from '@samplan/kit/access/log';
import type { Session } from './domain.ts';

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

/** The sessions. */
export interface SessionStore {
  /** Stores a new session with its first refresh token. */
  start(session: Session, refresh: RefreshHash, now: Date, access: AccessLog): Promise<void>;
  /** The session, unless it has ended or its account is closed. */
  find(id: string, now: Date): Promise<Session | null>;
  /**
   * Uses a refresh token up and gives the session a new one. A token that was used before ends the session, since somebody
   * else may hold it.
   */
  trade(
    used: RefreshHash,
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
  /**
   * Ends the session.
   * @returns id of the event that tells every subgraph; or null, when it had ended before.
   */
  end(sessionId: string, now: Date, access: AccessLog): Promise<string | null>;
}
