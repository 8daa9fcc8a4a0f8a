import { because, type PolicyTable, policy, type Reach, type Rule, rule } from '@samplan/kit/access/policy';
import type { AssignedViewer, Role } from '@samplan/kit/access/viewer';

/** Reach of the accesses that a reviewer answers for: an administration's, or all of a region's. */
export interface ReviewReach extends Reach {
  readonly level: 'REVIEW';
  readonly principalId: string;
  /** Null for all of the principal's. */
  readonly administrationId: string | null;
}

/** Everything that is done with the access log, with how far it reaches. */
export interface ReviewReaches {
  readonly 'log-review.draw': ReviewReach;
  readonly 'log-review.read': ReviewReach;
  readonly 'log-review.open': ReviewReach;
  readonly 'log-review.finish': ReviewReach;
  readonly 'log-review.follow-up': ReviewReach;
  /** What a patient is told of accesses to own data (G-076). */
  readonly 'patient-accesses.read': ReviewReach;
  readonly 'patient-accesses.export': ReviewReach;
  /** From suspicion to personal-data incident (F-424, G-089). */
  readonly 'data-incident.read': ReviewReach;
  readonly 'data-incident.report': ReviewReach;
  readonly 'data-incident.note-step': ReviewReach;
  readonly 'data-protection-officer.set': ReviewReach;
}

const REACHES = {
  ADMINISTRATION: 'accesses by people of the own administration: who, where, what and when, never the data',
  PRINCIPAL: 'accesses by people of the own region: who, where, what and when, never the data',
};

/** Allowed with the capability in the one role whose task it is. */
function reviewer(role: Role, level: keyof typeof REACHES, source: string): PolicyTable<ReviewReaches> {
  const of = rule<ReviewReach>({ capability: 'log.review', at: [], reaches: REACHES[level] }, (assignment) => ({
    level: 'REVIEW',
    principalId: assignment.principalId,
    administrationId: level === 'ADMINISTRATION' ? assignment.administrationId : null,
  }));
  const ofRole: Rule<ReviewReach> = because(
    source,
    Object.assign((viewer: AssignedViewer) => (viewer.assignment.role === role ? of(viewer) : null), {
      terms: of.terms,
    }),
  );
  return {
    'log-review.draw': ofRole,
    'log-review.read': ofRole,
    'log-review.open': ofRole,
    'log-review.finish': ofRole,
    'log-review.follow-up': ofRole,
    'patient-accesses.read': ofRole,
    'patient-accesses.export': ofRole,
    'data-incident.read': ofRole,
    'data-incident.report': ofRole,
    'data-incident.note-step': ofRole,
    'data-protection-officer.set': ofRole,
  };
}

/**
 * Who follows the logs up: the system manager in care and nursing (F-019), the administrator in social services and education
 * (F-015), each for the own administration, since each is a controller of its own (e.5); the region's system manager for the
 * region.
 */
export const permit = policy<ReviewReaches>({
  REGION: reviewer('SYSTEM_MANAGER', 'PRINCIPAL', 'F-019 by analogy'),
  VOF: reviewer('SYSTEM_MANAGER', 'ADMINISTRATION', 'F-019'),
  SOC: reviewer('ADMINISTRATOR', 'ADMINISTRATION', 'F-015'),
  BIF: reviewer('ADMINISTRATOR', 'ADMINISTRATION', 'F-015'),
});
