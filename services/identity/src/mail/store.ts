import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { PageRequest } from '@samplan/kit/page';
import type { MailsReach } from './policy.ts';
import type { MailKind } from './texts.ts';

/** Grant to look after mails. */
export type OverseeGrant = Grant<'mail.oversee', MailsReach>;

/** A mail that was tried too often. */
export interface ParkedMail {
  readonly id: string;
  readonly kind: MailKind;
  readonly subjectId: string;
  /** Which credentials it tells of; empty where it tells of none. */
  readonly message: string;
  readonly to: string;
  readonly attempts: number;
  readonly parkedAt: Date;
  readonly problem: string | null;
}

/** Mails that wait for a person. */
export interface ParkedMailStore {
  /** The newest first: one more than the page has. */
  list(grant: OverseeGrant, page: PageRequest): Promise<readonly ParkedMail[]>;
  /**
   * Lets one be tried again.
   * @param to - another address; null for the same.
   * @returns `NONE` when there is no such mail in reach; `BEFORE` when it does not wait any more.
   */
  retry(
    grant: OverseeGrant,
    id: string,
    to: string | null,
    access: AccessLog,
    now: Date,
  ): Promise<'RETRIED' | 'BEFORE' | 'NONE'>;
}
