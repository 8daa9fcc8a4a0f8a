import { because, type PolicyTable, policy, type Reach, rule } from '@samplan/kit/access/policy';

/** Reach of the networks of an administration. */
export interface NetworkReach extends Reach {
  readonly level: 'ADMINISTRATION';
  readonly administrationId: string;
}

/** What can be done with the networks that people may work from. */
export interface NetworkReaches {
  readonly 'network.read': NetworkReach;
  readonly 'network.set': NetworkReach;
}

const own = because(
  'F-162',
  rule(
    { capability: 'access.grant', at: [], reaches: 'the networks of the own administration' },
    ({ administrationId }): NetworkReach => ({ level: 'ADMINISTRATION', administrationId }),
  ),
);

const table: PolicyTable<NetworkReaches> = { 'network.read': own, 'network.set': own };

/** Those who execute orders of access decide from where it is used. */
export const permit = policy<NetworkReaches>({ REGION: table, VOF: table, SOC: table, BIF: table });
