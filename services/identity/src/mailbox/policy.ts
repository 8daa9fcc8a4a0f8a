import { because, type PolicyTable, policy, type Reach, type Rule, rule } from '@samplan/kit/access/policy';

/** Reach of the addresses of an administration. */
export interface MailboxReach extends Reach {
  readonly level: 'ADMINISTRATION';
  readonly administrationId: string;
}

/** What can be done with addresses. */
export interface MailboxReaches {
  readonly 'mailbox.read': MailboxReach;
  readonly 'mailbox.set': MailboxReach;
}

const READERS = ['access.order', 'access.grant', 'access-step.complete', 'super-user.appoint'] as const;

const sets: Rule<MailboxReach> = because(
  'F-012',
  rule(
    { capability: 'access.grant', at: [], reaches: 'the addresses of the own administration' },
    ({ administrationId }) => ({ level: 'ADMINISTRATION', administrationId }),
  ),
);

const reads: Rule<MailboxReach> = Object.assign(
  ({ capabilities, assignment: { administrationId } }: Parameters<Rule>[0]): MailboxReach | null =>
    READERS.some((right) => capabilities.has(right)) ? { level: 'ADMINISTRATION', administrationId } : null,
  {
    terms: {
      ...sets.terms,
      source: 'F-021, F-022, F-032, F-034, F-042',
      ways: READERS.map((capability) => ({ capability })),
    },
  },
);

const table: PolicyTable<MailboxReaches> = { 'mailbox.read': reads, 'mailbox.set': sets };

/** Those who report and those who are told see where reports go; those who execute orders decide it. */
export const permit = policy<MailboxReaches>({ REGION: table, VOF: table, SOC: table, BIF: table });
