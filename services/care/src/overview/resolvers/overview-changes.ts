import { pageRequest } from '@samplan/kit/page';
import type { OverviewChangeResolvers, OverviewColumn, QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { type Column, rowOf } from '../domain.ts';

/** The columns by their codes. */
const CODES: Readonly<Record<Column, OverviewColumn>> = {
  careReport: 'CARE_REPORT',
  admission: 'ADMISSION',
  invitation: 'INVITATION',
  planningBasis: 'PLANNING_BASIS',
  extra: 'EXTRA',
  dischargeReady: 'DISCHARGE_READY',
  discharge: 'DISCHARGE',
};

export const overviewChanges: NonNullable<QueryResolvers['overviewChanges']> = async (_, page, context) => {
  const { viewer, overviews, access } = context;
  const { first } = pageRequest({ first: page.first });
  const grant = permit(viewer, 'episode.read');
  if (!grant.ok) {
    access.denied('episode.read', 'NO_CAPABILITY');
    return null;
  }
  const { events, endCursor, hasMore } = await overviews.changes(grant.value, { first, after: page.after ?? null });
  return {
    edges: events.map(({ cursor, data, occurredAt }) => ({ cursor, node: { ...data, at: occurredAt } })),
    pageInfo: { hasNextPage: hasMore, endCursor },
  };
};

export const OverviewChange: OverviewChangeResolvers = {
  column: ({ column }) => column && CODES[column],
  row: async ({ episodeId }, _args, { viewer, overviewCaseOf }) => {
    const facts = await overviewCaseOf.load(episodeId);
    return facts && viewer ? rowOf(viewer.assignment?.unitId ?? '', facts) : null;
  },
};
