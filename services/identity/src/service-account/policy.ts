import { because, ownPrincipal, type PolicyTable, type PrincipalReach, policy } from '@samplan/kit/access/policy';

/** What is done with accounts of systems: within the viewer's region or municipality. */
export interface ServiceAccountReaches {
  readonly 'service-account.read': PrincipalReach;
  readonly 'service-account.create': PrincipalReach;
  readonly 'service-account.change-keys': PrincipalReach;
  readonly 'service-account.end': PrincipalReach;
}

const grants = because('F-162, F-212', ownPrincipal('service-account.grant'));

const MANAGES: PolicyTable<ServiceAccountReaches> = {
  'service-account.read': grants,
  'service-account.create': grants,
  'service-account.change-keys': grants,
  'service-account.end': grants,
};

/** Who lets systems in: the system managers of the region and of care and nursing. Nobody in social services and education. */
export const permit = policy<ServiceAccountReaches>({ REGION: MANAGES, VOF: MANAGES });
