import type { Capability } from '../access/capability.ts';
import { type Reach, type Rule, rule } from '../access/policy.ts';
import type { ActiveAssignment } from '../access/viewer.ts';
import type { EscalationStep } from './escalation.ts';

/**
 * Reach of whoever looks after messages that nobody acknowledges: those to units of the own administration or, for the central
 * function, of the region. Never their content (e.5).
 */
export interface OversightReach extends Reach {
  readonly level: 'ADMINISTRATION' | 'REGION';
  /** The administration or region. */
  readonly ownerId: string;
  /** The step of the ladder from which messages are the viewer's to look after (B-01). */
  readonly from: EscalationStep;
}

/** Allowed with the capability, for what came to units of the own administration. */
export function ownAdministration(capability: Capability): Rule<OversightReach> {
  return rule(
    { capability, at: [], reaches: 'what came to units of the own administration, without content' },
    overAdministration,
  );
}

/** The same, and for the region's system manager what came to any unit of the region (F-261). */
export function ownAdministrationOrRegion(capability: Capability, of = 'what came to'): Rule<OversightReach> {
  const reaches = `${of} units of the own administration, for the system manager of the region all its units, without content`;
  return rule({ capability, at: [], reaches }, (assignment) =>
    assignment.administrationKind === 'REGION' && assignment.role === 'SYSTEM_MANAGER'
      ? { level: 'REGION', ownerId: assignment.principalId, from: 'ADMINISTRATOR' }
      : overAdministration(assignment),
  );
}

function overAdministration({ administrationId, role }: ActiveAssignment): OversightReach {
  const from = role === 'SUPER_USER' ? 'SUPER_USER' : 'ADMINISTRATOR';
  return { level: 'ADMINISTRATION', ownerId: administrationId, from };
}
