import type { CardAccount } from '../card/store.ts';
import type { Entry } from '../session/entry.ts';

/** A sign-in whose answer from the provider is awaited. */
export interface PendingSignIn {
  readonly entry: Entry;
  /** What the answer must fit: never sent back to the client. */
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Sign-ins at the identity provider. */
export interface OidcStore {
  /**
   * Stores a sign-in that has begun.
   * @param key - SHA-256 of state and ticket.
   */
  begin(key: Buffer, pending: PendingSignIn, expiresAt: Date): Promise<void>;
  /** Takes it, once and in time. */
  take(key: Buffer, now: Date): Promise<PendingSignIn | null>;
  /** The open account of the HSA-id, bound to a card or not. */
  find(hsaId: string): Promise<CardAccount | null>;
}
