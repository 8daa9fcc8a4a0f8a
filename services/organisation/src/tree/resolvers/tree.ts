import { found } from '@samplan/kit/found';
import { pageOf, pageRequest } from '@samplan/kit/page';
import { BadInput } from '@samplan/kit/server/errors';
import type {
  AdministrationResolvers,
  PrincipalResolvers,
  QueryResolvers,
  UnitResolvers,
} from '../../generated/resolvers.ts';

export const principals: NonNullable<QueryResolvers['principals']> = async (_, _args, { tree }) => [
  ...(await tree.principals()),
];

export const unit: NonNullable<QueryResolvers['unit']> = async (_, { id }, { unitById }) => await unitById.load(id);

export const units: NonNullable<QueryResolvers['units']> = async (_, { filter, ...page }, { tree }) => {
  const nameContains = filter?.nameContains?.normalize('NFC') ?? null;
  if (nameContains !== null && nameContains.length > 100) {
    throw new BadInput('filter.nameContains', 'TOO_LONG', 'Fältet filter.nameContains får ha högst 100 tecken.');
  }
  const request = pageRequest(page);
  const rows = await tree.listUnits(
    {
      nameContains,
      kinds: filter?.kinds ?? null,
      principalId: filter?.principalId ?? null,
      includeEnded: filter?.includeEnded ?? false,
    },
    request,
  );
  const { edges, pageInfo } = pageOf(rows, request, (row) => row.id);
  return { edges: [...edges], pageInfo };
};

export const Principal: PrincipalResolvers = {
  __resolveReference: async ({ id }, { principalById }) => await principalById.load(id),
  region: async ({ regionId }, _args, { principalById }) => (regionId ? await principalById.load(regionId) : null),
  administrations: async ({ id }, _args, { administrationsOf }) => [...(await administrationsOf.load(id))],
};

export const Administration: AdministrationResolvers = {
  __resolveReference: async ({ id }, { administrationById }) => await administrationById.load(id),
  principal: async ({ principalId }, _args, { principalById }) => found(await principalById.load(principalId)),
  units: async ({ id }, _args, { rootUnits }) => [...(await rootUnits.load(id))],
};

export const Unit: UnitResolvers = {
  __resolveReference: async ({ id }, { unitById }) => await unitById.load(id),
  administration: async ({ administrationId }, _args, { administrationById }) =>
    found(await administrationById.load(administrationId)),
  parentUnit: async ({ parentUnitId }, _args, { unitById }) =>
    parentUnitId ? await unitById.load(parentUnitId) : null,
  childUnits: async ({ id }, _args, { childUnits }) => [...(await childUnits.load(id))],
};
