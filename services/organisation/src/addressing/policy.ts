import { type PolicyTable, policy, type UnitReach } from '@samplan/kit/access/policy';
import { region } from '../region/policy.ts';
import { vof } from '../vof/policy.ts';

/** What can be done with patients' links: as far as the viewer's unit has a relation to the patient. */
export interface AddressingReaches {
  readonly 'addressing.read': UnitReach;
  readonly 'recipients.preview': UnitReach;
  /** Housing, home health care, listed health centre, deciding municipality (F-225). */
  readonly 'addressing.edit-municipal': UnitReach;
  /** Psychiatric outpatient unit (F-235, F-241). */
  readonly 'addressing.edit-psychiatric': UnitReach;
}

/** An owner's table. */
export type Table = PolicyTable<AddressingReaches>;

/** The whole policy of organisation for patients' links. Social services and education have no need of them. */
export const permit = policy<AddressingReaches>({ REGION: region, VOF: vof });
