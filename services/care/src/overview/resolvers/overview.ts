import { pageOf, pageRequest } from '@samplan/kit/page';
import { stockholmDay } from '@samplan/kit/time';
import type {
  OverviewCellPartyResolvers,
  OverviewCellResolvers,
  OverviewRowResolvers,
  QueryResolvers,
} from '../../generated/resolvers.ts';
import { planningOfRow } from '../../planning-track/resolvers/due.ts';
import { permit } from '../../policy.ts';
import { rowOf } from '../domain.ts';

export const overview: NonNullable<QueryResolvers['overview']> = async (_, { filter, sort, ...page }, context) => {
  const { viewer, overviews, access } = context;
  const request = pageRequest(page);
  const grant = permit(viewer, 'episode.read');
  if (!grant.ok) {
    access.denied('episode.read', 'NO_CAPABILITY');
    return null;
  }
  const conditions = {
    unacknowledgedOnly: filter?.unacknowledgedOnly ?? false,
    states: filter?.states ?? null,
    wardId: filter?.wardId ?? null,
    municipalityCode: filter?.municipalityCode ?? null,
  };
  const sorting = { by: sort?.by ?? 'LATEST_CHANGE', direction: sort?.direction ?? 'ASCENDING' } as const;
  const { cases, total } = await overviews.page(grant.value, conditions, sorting, request, access);
  const rows = cases.map((facts) => rowOf(grant.value.reach.unitId, facts));
  const { edges, pageInfo } = pageOf(rows, request, (row) => row.episode.id);
  return { edges: [...edges], pageInfo, totalCount: total };
};

export const OverviewRow: OverviewRowResolvers = {
  ...planningOfRow,
  patient: async ({ episode }, _args, { patientById }) => await patientById.load(episode.patientId),
  unit: ({ episode }) => ({ id: episode.wardUnitId }),
};

export const OverviewCell: OverviewCellResolvers = {
  on: ({ at }) => stockholmDay(at),
  message: async ({ messageId }, _args, { messageById }) => (messageId ? await messageById.load(messageId) : null),
  parties: ({ parties }) => [...parties],
};

export const OverviewCellParty: OverviewCellPartyResolvers = {
  unit: ({ unitId }) => ({ id: unitId }),
};
