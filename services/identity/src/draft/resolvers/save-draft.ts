import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { tooManyDrafts } from '../domain.ts';
import { draftContent, draftKey } from '../input.ts';
import { keeperOf } from '../policy.ts';

export const saveDraft: NonNullable<MutationResolvers['saveDraft']> = async (_, { input }, context) => {
  const { viewer, drafts, access, now } = context;
  const patientId = input.patientId ?? null;
  const keeper = keeperOf(viewer);
  if (!keeper) return access.refuse('draft.save', { patientId });
  const saving = await drafts.save(
    keeper,
    {
      key: draftKey('input.key', input.key),
      version: input.version ?? null,
      content: draftContent('input.content', input.content),
      patientId,
    },
    access,
    now(),
  );
  switch (saving.kind) {
    case 'SAVED':
      return { __typename: 'SaveDraftOk', draft: saving.draft };
    case 'CHANGED':
      return changedMeanwhile();
    case 'FULL':
      return tooManyDrafts();
    case 'OUT_OF_REACH':
      return notPermitted();
  }
};
