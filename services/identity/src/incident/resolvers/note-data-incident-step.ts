import { within } from '@samplan/kit/graphql/input';
import { freeText } from '@samplan/kit/person/free-text';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { BadInput } from '@samplan/kit/server/errors';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../log-review/policy.ts';
import { addStep, type StepFault, stateOf } from '../domain.ts';

export const noteDataIncidentStep: NonNullable<MutationResolvers['noteDataIncidentStep']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, incidents, access } = context;
  const { incidentId, kind } = input;
  const grant = permit(viewer, 'data-incident.note-step');
  if (!grant.ok) return access.refuse('data-incident.note-step', { subjectId: incidentId });
  const now = context.now();
  const note = input.note == null ? null : freeText('input.note', input.note);
  const incident = await incidents.find(grant.value, incidentId, access);
  if (!incident) return notPermitted();
  const needsNote = kind === 'NOTED' || (kind === 'CLOSED' && stateOf(incident) === 'OPEN');
  if (needsNote && note === null) {
    throw new BadInput(
      'input.note',
      'MISSING',
      'Beskriv i fältet input.note vad som är gjort, eller varför ingen anmälan behövs.',
    );
  }
  const { discoveredAt } = incident;
  const doneAt = within('input.doneAt', input.doneAt, discoveredAt, now, 'tiden ska ligga mellan upptäckten och nu.');
  if (incident.steps.length + 1 !== input.version) return changedMeanwhile();
  const step = { kind, note, doneAt, notedAt: now, notedById: grant.value.viewer.userId };
  const noted = addStep(incident, step);
  if (!noted.ok)
    return { __typename: 'IncidentStepRefused', code: 'INCIDENT_STEP_REFUSED', message: MESSAGES[noted.problem] };
  return (await incidents.addStep(grant.value, incident, step, access))
    ? { __typename: 'NoteDataIncidentStepOk', incident: noted.value }
    : changedMeanwhile();
};

const MESSAGES: Readonly<Record<StepFault, string>> = {
  CLOSED: 'Incidenten är avslutad. Dokumentera en ny om något mer har hänt.',
  TWICE: 'Steget är redan dokumenterat. Välj NOTED för att lägga till en anteckning.',
  NOT_NOTIFIED: 'Dokumentera anmälan till myndigheten innan den kompletteras.',
  NOT_INFORMED: 'Informera de berörda innan incidenten avslutas, eftersom risken är hög.',
};
