import { pageOf, pageRequest } from '@samplan/kit/page';
import type { DataIncidentResolvers, DataIncidentStepResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../log-review/policy.ts';
import { doneAt, dueOf, notifyBefore, stateOf, supplementBefore } from '../domain.ts';

export const dataIncident: NonNullable<QueryResolvers['dataIncident']> = async (_, { id }, context) => {
  const { viewer, incidents, access } = context;
  const grant = permit(viewer, 'data-incident.read');
  if (grant.ok) return await incidents.find(grant.value, id, access);
  access.denied('data-incident.read', 'NO_CAPABILITY', { subjectId: id });
  return null;
};

export const dataIncidents: NonNullable<QueryResolvers['dataIncidents']> = async (_, { dueOnly, ...page }, context) => {
  const { viewer, incidents, access } = context;
  const request = pageRequest(page);
  const grant = permit(viewer, 'data-incident.read');
  if (!grant.ok) {
    access.denied('data-incident.read', 'NO_CAPABILITY');
    return null;
  }
  const rows = await incidents.list(grant.value, dueOnly ?? false, request);
  access.read(
    grant.value,
    rows.map(({ id }) => ({ subjectId: id })),
  );
  const { edges, pageInfo } = pageOf(rows, request, (row) => row.id);
  return { edges: [...edges], pageInfo };
};

export const DataIncident: DataIncidentResolvers = {
  review: async ({ reviewId }, _args, { viewer, logReviews, access }) => {
    const grant = permit(viewer, 'log-review.read');
    return reviewId && grant.ok ? await logReviews.find(grant.value, reviewId, access) : null;
  },
  notifyBeforeAt: (incident) => notifyBefore(incident),
  notifiedAt: (incident) => doneAt(incident, 'AUTHORITY_NOTIFIED'),
  supplementBeforeAt: (incident) => supplementBefore(incident),
  state: (incident) => stateOf(incident),
  due: (incident, _args, { now }) => dueOf(incident, now()),
  steps: ({ steps }) => [...steps],
  createdBy: async ({ createdById }, _args, { userById }) => await userById.load(createdById),
  version: ({ steps }) => steps.length + 1,
};

export const DataIncidentStep: DataIncidentStepResolvers = {
  notedBy: async ({ notedById }, _args, { userById }) => await userById.load(notedById),
};
