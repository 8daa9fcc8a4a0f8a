import { ownPrincipal, type PrincipalReach, policy } from '@samplan/kit/access/policy';

/** What can be done with the second factors of others. */
export interface SecondFactorReaches {
  /** Take them away from who has lost them. */
  readonly 'second-factor.reset': PrincipalReach;
}

const granters = { 'second-factor.reset': ownPrincipal('access.grant') };

/** Those who execute orders of access, each in their own region or municipality. */
export const permit = policy<SecondFactorReaches>({ REGION: granters, VOF: granters, SOC: granters, BIF: granters });
