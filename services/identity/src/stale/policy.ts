import { type PolicyTable, policy, type Reach, rule } from '@samplan/kit/access/policy';

/** Reach of the accounts of an administration. */
export interface AccountsReach extends Reach {
  readonly level: 'ADMINISTRATION';
  readonly administrationId: string;
}

/** What can be done with accounts that look forgotten. */
export interface StaleReaches {
  readonly 'account.oversee': AccountsReach;
}

const table: PolicyTable<StaleReaches> = {
  'account.oversee': rule(
    { capability: 'access.grant', at: [], reaches: 'the accounts of the own administration' },
    ({ administrationId }) => ({ level: 'ADMINISTRATION', administrationId }),
  ),
};

/** Those who execute orders look after the accounts, each in their own administration (F-012, B-14). */
export const permit = policy<StaleReaches>({ REGION: table, VOF: table, SOC: table, BIF: table });
