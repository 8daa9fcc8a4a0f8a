import type { CardState } from '../card/domain.ts';
import type { AccountState } from '../session/domain.ts';

/** A person with an account, without the password. */
export interface User {
  readonly id: string;
  readonly principalId: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** What sign-in needs of an account. */
export interface Credentials {
  readonly user: User;
  readonly passwordHash: string;
  readonly account: AccountState;
  readonly card: CardState;
}

/** The accounts. */
export interface UserStore {
  /** Users by id, in the order asked for; null for ids that are none. Names of colleagues are not patient data. */
  find(ids: readonly string[]): Promise<readonly (User | null)[]>;
  /**
   * The open account with the username in the organisation.
   * @param organisation - short name of the region or municipality, lower case.
   * @param username - canonical.
   */
  findCredentials(organisation: string, username: string): Promise<Credentials | null>;
}
