import type { QueryResolvers } from '../../generated/resolvers.ts';

export const readMode: NonNullable<QueryResolvers['readMode']> = async (_, _args, { viewer, readModes }) =>
  viewer?.assignment ? await readModes.of(viewer.assignment.principalId) : null;
