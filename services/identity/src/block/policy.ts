import { ownUnit, type PolicyTable, policy, type UnitReach } from '@samplan/kit/access/policy';

/** What can be done with blocks: as far as the viewer's unit has a relation to the patient, or the care giver is the viewer's. */
export interface BlockReaches {
  /** That blocks exist. */
  readonly 'block.read': UnitReach;
  readonly 'block.register': UnitReach;
  readonly 'block.lift': UnitReach;
}

const EVERYONE: PolicyTable<BlockReaches> = {
  'block.read': ownUnit('patient.read'),
  'block.register': ownUnit('block.register'),
  'block.lift': ownUnit('block.lift'),
};

/** The policy for blocks: the same for every owner; who may what is said by the permission matrix. */
export const permit = policy<BlockReaches>({ REGION: EVERYONE, VOF: EVERYONE, SOC: EVERYONE, BIF: EVERYONE });
