import { because, type PolicyTable, policy, type Reach, rule } from '@samplan/kit/access/policy';

/** Reach of the mails of an administration. */
export interface MailsReach extends Reach {
  readonly level: 'ADMINISTRATION';
  readonly administrationId: string;
}

/** What can be done with mails. */
export interface MailReaches {
  readonly 'mail.oversee': MailsReach;
}

const table: PolicyTable<MailReaches> = {
  'mail.oversee': because(
    'F-012',
    rule(
      { capability: 'access.grant', at: [], reaches: 'the parked mails of the own administration' },
      ({ administrationId }) => ({ level: 'ADMINISTRATION', administrationId }),
    ),
  ),
};

/** Those who execute orders see that their mails leave, each in their own administration. */
export const permit = policy<MailReaches>({ REGION: table, VOF: table, SOC: table, BIF: table });
