import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { ContactData, OwnContact } from './domain.ts';
import type { OwnReach } from './policy.ts';

/** Grant to keep the own contact data. */
export type ContactGrant = Grant<'own-contact.edit', OwnReach>;

/** How users are reached. Earlier versions stay as history. */
export interface ContactStore {
  /** How users are reached, in the order asked for. Numbers of colleagues are not patient data. */
  of(userIds: readonly string[]): Promise<readonly OwnContact[]>;
  /**
   * Stores what the viewer says, unless it is what holds.
   * @param version - the one that the client has.
   * @returns what holds then; null when the version is another.
   */
  save(
    grant: ContactGrant,
    version: number,
    contact: ContactData,
    access: AccessLog,
    now: Date,
  ): Promise<OwnContact | null>;
}
