import { pageOf, pageRequest } from '@samplan/kit/page';
import type { QueryResolvers, ServiceAccountResolvers } from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';

export const serviceAccounts: NonNullable<QueryResolvers['serviceAccounts']> = async (_, page, context) => {
  const { viewer, access } = context;
  const request = pageRequest(page);
  const grant = permit(viewer, 'service-account.read');
  if (!grant.ok) {
    access.denied('service-account.read', 'NO_CAPABILITY');
    return null;
  }
  const rows = await context.serviceAccounts.list(grant.value, request);
  const { edges, pageInfo } = pageOf(rows, request, (row) => row.id);
  return { edges: [...edges], pageInfo };
};

export const ServiceAccount: ServiceAccountResolvers = {
  unit: ({ unitId }) => ({ id: unitId }),
  capabilities: ({ capabilities }) => [...capabilities],
  networks: ({ networks }) => [...networks],
  keys: ({ keys }) => [...keys],
  createdBy: async ({ createdById }, _args, { userById }) => await userById.load(createdById),
};
