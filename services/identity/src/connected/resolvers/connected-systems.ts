import { pageRequest } from '@samplan/kit/page';
import type { ConnectedSystemResolvers, QueryResolvers } from '../../generated/resolvers.ts';

export const connectedSystems: NonNullable<QueryResolvers['connectedSystems']> = (_, args, { connected }) => {
  const { first } = pageRequest(args);
  return connected.systems.slice(0, first);
};

export const ConnectedSystem: ConnectedSystemResolvers = {
  entitlements: ({ entitlements }) => [...entitlements],
  inHouseChannel: ({ channels }) => channels.inHouse,
  privateChannel: ({ channels }) => channels.private,
  credentialsTo: ({ credentials }) => credentials?.to ?? null,
};
