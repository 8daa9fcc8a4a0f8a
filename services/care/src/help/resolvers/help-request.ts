import { pageOf, pageRequest } from '@samplan/kit/page';
import type { Context } from '../../context.ts';
import type { HelpRequestResolvers, QueryHelpRequestsArgs, QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';

export const helpRequests: NonNullable<QueryResolvers['helpRequests']> = async (_, args, context) =>
  await pageFor('help.answer', args, context);

export const unitHelpRequests: NonNullable<QueryResolvers['unitHelpRequests']> = async (_, args, context) =>
  await pageFor('help.request', args, context);

async function pageFor(
  action: 'help.answer' | 'help.request',
  { state, ...page }: Partial<QueryHelpRequestsArgs>,
  { viewer, help, access }: Context,
) {
  const request = pageRequest(page);
  const grant = action === 'help.answer' ? permit(viewer, 'help.answer') : permit(viewer, 'help.request');
  if (!grant.ok) {
    access.denied(action, 'NO_CAPABILITY');
    return null;
  }
  const { requests, total } = await help.page(grant.value, state ?? null, request, access);
  const { edges, pageInfo } = pageOf(requests, request, ({ id }) => id);
  return { edges: [...edges], pageInfo, totalCount: total };
}

export const HelpRequest: HelpRequestResolvers = {
  reference: ({ aboutId }) => aboutId,
  unit: ({ unitId }) => ({ id: unitId }),
  requestedBy: ({ requestedByUserId: id }) => ({ id }),
  answeredBy: ({ answeredByUserId: id }) => (id ? { id } : null),
  closedBy: ({ closedByUserId: id }) => (id ? { id } : null),
};
