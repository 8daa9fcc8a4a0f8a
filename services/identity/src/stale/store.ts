import type { Grant } from '@samplan/kit/access/policy';
import type { PageRequest } from '@samplan/kit/page';
import type { Day } from '@samplan/kit/time';
import type { StaleReason } from '../generated/resolvers.ts';
import type { AccountsReach } from './policy.ts';

/** An account that looks forgotten. */
export interface StaleAccount {
  readonly userId: string;
  readonly lastSignInAt: Date | null;
  readonly reasons: readonly StaleReason[];
}

/** The accounts that look forgotten. */
export interface StaleStore {
  /**
   * Open accounts with at least one reason: one more than the page has.
   * @param since - no sign-in since then is a reason.
   * @param today - in Europe/Stockholm.
   */
  list(
    grant: Grant<'account.oversee', AccountsReach>,
    since: Date,
    today: Day,
    page: PageRequest,
  ): Promise<readonly StaleAccount[]>;
}
