import {
  ownPrincipal,
  ownUnit,
  type PolicyTable,
  type PrincipalReach,
  policy,
  type UnitReach,
} from '@samplan/kit/access/policy';

/** What can be done with exceptional access. */
export interface EmergencyReaches {
  /** Reaches every patient: that is what it is for. */
  readonly 'emergency.open': UnitReach;
  /** What people of the own care giver opened. */
  readonly 'exceptional-access.review': PrincipalReach;
}

const HEALTH_CARE: PolicyTable<EmergencyReaches> = {
  'emergency.open': ownUnit('emergency.open'),
  'exceptional-access.review': ownPrincipal('log.review'),
};
const REVIEW_ONLY: PolicyTable<EmergencyReaches> = { 'exceptional-access.review': ownPrincipal('log.review') };

/** The policy for exceptional access. Social services and education have no emergency of life and health to open for. */
export const permit = policy<EmergencyReaches>({
  REGION: HEALTH_CARE,
  VOF: HEALTH_CARE,
  SOC: REVIEW_ONLY,
  BIF: REVIEW_ONLY,
});
