import { changedMeanwhile } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { draftKey } from '../input.ts';
import { keeperOf } from '../policy.ts';

export const deleteDraft: NonNullable<MutationResolvers['deleteDraft']> = async (_, { input }, context) => {
  const { viewer, drafts, access } = context;
  const keeper = keeperOf(viewer);
  if (!keeper) return access.refuse('draft.delete');
  const now = context.now();
  const isGone = await drafts.remove(keeper, draftKey('input.key', input.key), input.version, access, now);
  return isGone ? { __typename: 'DeleteDraftOk', deletedAt: now } : changedMeanwhile();
};
