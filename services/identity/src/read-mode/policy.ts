import { because, ownPrincipal, type PrincipalReach, policy } from '@samplan/kit/access/policy';

/** What can be done with the read mode of a region. */
export interface ReadModeReaches {
  readonly 'read-mode.set': PrincipalReach;
}

/** Who stops and starts all changes in a region: its own system managers. Municipalities cannot. */
export const permit = policy<ReadModeReaches>({
  REGION: { 'read-mode.set': because('F-206', ownPrincipal('read-mode.set')) },
});
