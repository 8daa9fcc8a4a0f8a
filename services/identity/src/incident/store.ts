import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { PageRequest } from '@samplan/kit/page';
import type { ReviewReach } from '../log-review/policy.ts';
import type { DataIncident, IncidentStep } from './domain.ts';

/** Whom incidents are reported to within a principal (sv. dataskyddsombud). */
export interface Officer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** Grants by which incidents are found. */
export type IncidentGrant = Grant<'data-incident.read' | 'data-incident.note-step', ReviewReach>;

/** Personal-data incidents. Reach: those of the viewer's administration, or region. */
export interface IncidentStore {
  /** The principal's officer; null while nobody is set. */
  officer(grant: Grant<'data-incident.report', ReviewReach>): Promise<Officer | null>;
  setOfficer(
    grant: Grant<'data-protection-officer.set', ReviewReach>,
    officer: Pick<Officer, 'name' | 'email'>,
    access: AccessLog,
    now: Date,
  ): Promise<Officer>;
  create(
    grant: Grant<'data-incident.report', ReviewReach>,
    incident: Pick<DataIncident, 'reviewId' | 'description' | 'isHighRisk' | 'discoveredAt'>,
    officer: Officer,
    access: AccessLog,
    now: Date,
  ): Promise<DataIncident>;
  /** One incident, or null out of reach; the reading and the attempt are noted. */
  find(grant: IncidentGrant, id: string, access: AccessLog): Promise<DataIncident | null>;
  /** A page and one more, latest first. */
  list(grant: IncidentGrant, dueOnly: boolean, page: PageRequest): Promise<readonly DataIncident[]>;
  /** Adds the step that follows the last one. False when somebody else was first. */
  addStep(grant: IncidentGrant, before: DataIncident, step: IncidentStep, access: AccessLog): Promise<boolean>;
}
