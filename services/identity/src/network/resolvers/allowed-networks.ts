import { isWithin } from '@samplan/kit/auth/networks';
import { changedMeanwhile } from '@samplan/kit/problem';
import type { AllowedNetworksResolvers, MutationResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { networkList } from '../input.ts';
import { permit } from '../policy.ts';

const MAX_NETWORKS = 50;

export const allowedNetworks: NonNullable<QueryResolvers['allowedNetworks']> = async (_, _args, context) => {
  const { viewer, networks, access } = context;
  const grant = permit(viewer, 'network.read');
  if (grant.ok) return await networks.find(grant.value);
  access.denied('network.read', 'NO_CAPABILITY');
  return null;
};

export const setAllowedNetworks: NonNullable<MutationResolvers['setAllowedNetworks']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, networks, access, address } = context;
  const grant = permit(viewer, 'network.set');
  if (!grant.ok) return access.refuse('network.set');
  const given = input.networks.length === 0 ? [] : networkList('input.networks', input.networks, MAX_NETWORKS);
  if (given.length > 0 && (address === null || !isWithin(address, given))) {
    return {
      __typename: 'OwnNetworkMissing',
      code: 'NETWORK_OWN_MISSING',
      message: 'Adressen som du själv arbetar från ingår inte i näten. Lägg till den, annars stänger du ute dig själv.',
    };
  }
  const before = await networks.find(grant.value);
  if (before.version !== input.version) return changedMeanwhile();
  const allowed = { networks: given, version: before.version + 1 };
  const isSet = await networks.set(grant.value, allowed, access, context.now());
  return isSet ? { __typename: 'SetAllowedNetworksOk', allowed } : changedMeanwhile();
};

export const AllowedNetworks: AllowedNetworksResolvers = {
  networks: ({ networks }) => [...networks],
};
