import type { AccessLog } from '@samplan/kit/access/log';
import type { AccountState } from '../session/domain.ts';
import type { EndedSession } from '../session/store.ts';
import type { User } from '../user/store.ts';

/** The open account that a card signs in to. */
export interface CardAccount {
  readonly user: User;
  readonly account: AccountState;
}

/** What binding came to: the sessions that ended; or who was first. */
export type Conversion =
  | { readonly kind: 'CONVERTED'; readonly ended: readonly EndedSession[] }
  /** The account was bound meanwhile. */
  | { readonly kind: 'CONVERTED_BEFORE' }
  /** Another account is bound to cards of this holder. */
  | { readonly kind: 'CARD_OF_ANOTHER' };

/** Accounts and their cards. */
export interface CardStore {
  /** The open account that is bound to cards of the holder. */
  find(hsaId: string): Promise<CardAccount | null>;
  /** Binds the account to cards of the holder and ends its sessions. */
  convert(userId: string, hsaId: string, now: Date, access: AccessLog): Promise<Conversion>;
}
