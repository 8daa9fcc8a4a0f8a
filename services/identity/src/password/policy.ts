import { ownPrincipal, type PrincipalReach, policy } from '@samplan/kit/access/policy';

/** What can be done with the credentials of others. */
export interface CredentialsReaches {
  /** See who suspects that somebody else has the credentials (F-422). */
  readonly 'credentials.oversee': PrincipalReach;
  /** Note what was done about it. */
  readonly 'credentials.handle-suspicion': PrincipalReach;
}

const overseers = {
  'credentials.oversee': ownPrincipal('access.grant'),
  'credentials.handle-suspicion': ownPrincipal('access.grant'),
};

/** Those who execute orders of access look after the accounts, each in their own region or municipality. */
export const permit = policy<CredentialsReaches>({
  REGION: overseers,
  VOF: overseers,
  SOC: overseers,
  BIF: overseers,
});
