import type { Proof } from '@samplan/kit/access/assurance';
import type { Capability } from '@samplan/kit/access/capability';
import type { ActiveAssignment, AssignedViewer } from '@samplan/kit/access/viewer';
import { TEST_PROOF } from './proof.ts';

/** What a test says of somebody at work. */
export interface ViewerTraits extends Partial<Omit<ActiveAssignment, 'id'>> {
  readonly userId?: string;
  /** None unless given. */
  readonly capabilities?: Iterable<Capability>;
  readonly proof?: Proof;
}

/** Somebody at work, as a token tells. What is not said is that of a nurse without rights at a somatic ward of a region. */
export function viewerAt({
  userId = 'usr_1',
  capabilities = [],
  proof = TEST_PROOF,
  ...assignment
}: ViewerTraits = {}): AssignedViewer {
  return {
    userId,
    sessionId: 'ses_1',
    capabilities: new Set(capabilities),
    proof,
    assignment: {
      id: 'asg_1',
      role: 'NURSE',
      unitId: 'unt_1',
      unitKind: 'INPATIENT_SOMATIC',
      administrationId: 'adm_1',
      administrationKind: 'REGION',
      principalId: 'prn_1',
      ...assignment,
    },
  };
}
