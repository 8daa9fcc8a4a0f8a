import { ok, type Result, refused } from '@samplan/kit/result';
import { addHours } from '@samplan/kit/time';

/** What can be done about an incident; as in SDL. */
export type StepKind = 'AUTHORITY_NOTIFIED' | 'SUPPLEMENTED' | 'SUBJECTS_INFORMED' | 'NOTED' | 'CLOSED';
/** Where an incident is in its course; as in SDL. */
export type IncidentState = 'OPEN' | 'NOTIFIED' | 'SUPPLEMENTED' | 'CLOSED';
/** What an incident waits for; as in SDL. */
export type IncidentDue = 'NOTIFICATION' | 'NOTIFICATION_LATE' | 'SUPPLEMENT' | 'SUPPLEMENT_LATE' | 'INFORMATION';

/** Something that was done about an incident. */
export interface IncidentStep {
  readonly kind: StepKind;
  readonly note: string | null;
  readonly doneAt: Date;
  readonly notedAt: Date;
  readonly notedById: string;
}

/** A personal-data incident (sv. personuppgiftsincident). What was done about it is its whole state. */
export interface DataIncident {
  readonly id: string;
  readonly reviewId: string | null;
  readonly description: string;
  readonly isHighRisk: boolean;
  readonly discoveredAt: Date;
  readonly createdAt: Date;
  readonly createdById: string;
  readonly officer: { readonly name: string; readonly email: string };
  readonly steps: readonly IncidentStep[];
}

/** Hours from the discovery to the notification (G-089): absolute time, whatever the clocks and the calendar do. */
const NOTIFY_HOURS = 72;
/** Four weeks from the notification to its supplement (G-089). */
const SUPPLEMENT_HOURS = 4 * 7 * 24;

/** The instant before which the authority must be notified. */
export function notifyBefore({ discoveredAt }: Pick<DataIncident, 'discoveredAt'>): Date {
  return addHours(discoveredAt, NOTIFY_HOURS);
}

/** When a step was done; null until it is. */
export function doneAt({ steps }: Pick<DataIncident, 'steps'>, kind: StepKind): Date | null {
  return steps.find((step) => step.kind === kind)?.doneAt ?? null;
}

/** The instant before which the notification must be supplemented; null until there is one. */
export function supplementBefore(incident: Pick<DataIncident, 'steps'>): Date | null {
  const notifiedAt = doneAt(incident, 'AUTHORITY_NOTIFIED');
  return notifiedAt && addHours(notifiedAt, SUPPLEMENT_HOURS);
}

/** Where the incident is in its course. */
export function stateOf(incident: Pick<DataIncident, 'steps'>): IncidentState {
  if (doneAt(incident, 'CLOSED')) return 'CLOSED';
  if (doneAt(incident, 'SUPPLEMENTED')) return 'SUPPLEMENTED';
  return doneAt(incident, 'AUTHORITY_NOTIFIED') ? 'NOTIFIED' : 'OPEN';
}

/** What is to be done next. */
export function dueOf(incident: DataIncident, now: Date): IncidentDue | null {
  const state = stateOf(incident);
  if (state === 'CLOSED') return null;
  if (state === 'OPEN') return now < notifyBefore(incident) ? 'NOTIFICATION' : 'NOTIFICATION_LATE';
  const before = supplementBefore(incident);
  if (state === 'NOTIFIED' && before && now >= before) return 'SUPPLEMENT_LATE';
  if (incident.isHighRisk && !doneAt(incident, 'SUBJECTS_INFORMED')) return 'INFORMATION';
  return state === 'NOTIFIED' ? 'SUPPLEMENT' : null;
}

/** Why a step is refused: it comes twice or before what it follows on, the incident is closed, or it waits for the information. */
export type StepFault = 'CLOSED' | 'TWICE' | 'NOT_NOTIFIED' | 'NOT_INFORMED';

/** Adds a step to the course. */
export function addStep(incident: DataIncident, step: IncidentStep): Result<DataIncident, StepFault> {
  const fault = stepFault(incident, step.kind);
  return fault ? refused(fault) : ok({ ...incident, steps: [...incident.steps, step] });
}

function stepFault(incident: DataIncident, kind: StepKind): StepFault | null {
  if (stateOf(incident) === 'CLOSED') return 'CLOSED';
  if (kind === 'NOTED') return null;
  if (kind !== 'SUPPLEMENTED' && doneAt(incident, kind)) return 'TWICE';
  if (kind === 'SUPPLEMENTED' && !doneAt(incident, 'AUTHORITY_NOTIFIED')) return 'NOT_NOTIFIED';
  const mustInform = incident.isHighRisk && !doneAt(incident, 'SUBJECTS_INFORMED');
  return kind === 'CLOSED' && mustInform ? 'NOT_INFORMED' : null;
}
