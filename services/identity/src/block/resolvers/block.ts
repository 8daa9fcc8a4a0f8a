import { pageRequest } from '@samplan/kit/page';
import type {
  BlockLiftRequestResolvers,
  PatientResolvers,
  QueryResolvers,
  RevealedBlockResolvers,
} from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';

export const Patient: PatientResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  blocks: async ({ id }, _args, { blocksOf }) => {
    const blocks = await blocksOf.load(id);
    return blocks && [...blocks];
  },
  sharingConsents: async ({ id }, _args, { sharingConsentsOf }) => {
    const consents = await sharingConsentsOf.load(id);
    return consents && [...consents];
  },
};

export const RevealedBlock: RevealedBlockResolvers = {
  scope: ({ block }) => block.scope,
  unit: ({ block }) => (block.scope === 'UNIT' ? { id: block.sourceId } : null),
  administration: ({ block }) => (block.scope === 'ADMINISTRATION' ? { id: block.sourceId } : null),
  careGiver: ({ block }) => ({ id: block.principalId }),
};

export const BlockLiftRequest: BlockLiftRequestResolvers = {
  patient: ({ block }) => ({ id: block.patientId }),
  requestedByUnit: ({ requestedByUnitId }) => ({ id: requestedByUnitId }),
  requestedBy: async ({ requestedByUserId }, _args, { userById }) => await userById.load(requestedByUserId),
};

export const blockLiftRequests: NonNullable<QueryResolvers['blockLiftRequests']> = async (_, { first }, context) => {
  const { viewer, blocks, access } = context;
  const grant = permit(viewer, 'block.register');
  if (!grant.ok) {
    access.denied('block.register', 'NO_CAPABILITY');
    return null;
  }
  const { first: count } = pageRequest({ first });
  return [...(await blocks.requests(grant.value, count, access))];
};
