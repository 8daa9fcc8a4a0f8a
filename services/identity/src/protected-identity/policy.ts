import { ownUnit, type PolicyTable, policy, type UnitReach } from '@samplan/kit/access/policy';

/** What can be done about protected identities: of patients that the viewer's unit has a relation to. */
export interface ProtectionReaches {
  readonly 'identity-protection.mark': UnitReach;
  readonly 'protected-staff.name': UnitReach;
}

const EVERYONE: PolicyTable<ProtectionReaches> = {
  'identity-protection.mark': ownUnit('identity-protection.mark'),
  'protected-staff.name': ownUnit('protected-staff.name'),
};

/** The policy for protected identities: the same for every owner; who may what is said by the permission matrix. */
export const permit = policy<ProtectionReaches>({ REGION: EVERYONE, VOF: EVERYONE, SOC: EVERYONE, BIF: EVERYONE });
