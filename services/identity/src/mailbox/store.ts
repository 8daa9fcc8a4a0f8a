import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { Mailbox } from './domain.ts';
import type { MailboxReach } from './policy.ts';

/** The addresses of administrations. */
export interface MailboxStore {
  /** As they are set now; none for what was never set. */
  list(grant: Grant<'mailbox.read', MailboxReach>): Promise<readonly Mailbox[]>;
  /** Sets one; the earlier one stays as history. */
  set(
    grant: Grant<'mailbox.set', MailboxReach>,
    mailbox: Omit<Mailbox, 'setById'>,
    access: AccessLog,
  ): Promise<Mailbox>;
}
