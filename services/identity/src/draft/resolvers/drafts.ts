import { pageRequest } from '@samplan/kit/page';
import type { DraftHeadingResolvers, DraftResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { expiresAt } from '../domain.ts';
import { draftKey } from '../input.ts';
import { keeperOf } from '../policy.ts';

export const myDraft: NonNullable<QueryResolvers['myDraft']> = async (_, args, { viewer, drafts, access, now }) => {
  const key = draftKey('key', args.key);
  const keeper = keeperOf(viewer);
  if (keeper) return await drafts.find(keeper, key, access, now());
  access.denied('draft.read', 'NO_CAPABILITY');
  return null;
};

export const myDrafts: NonNullable<QueryResolvers['myDrafts']> = async (_, args, { viewer, drafts, access, now }) => {
  const { first } = pageRequest(args);
  const keeper = keeperOf(viewer);
  if (keeper) return [...(await drafts.list(keeper, first, access, now()))];
  access.denied('draft.read', 'NO_CAPABILITY');
  return null;
};

export const DraftHeading: DraftHeadingResolvers = {
  patient: ({ patientId }) => (patientId === null ? null : { id: patientId }),
  expiresAt: (draft, _args, { rules }) => expiresAt(draft, rules.draftDays),
};

export const Draft: DraftResolvers = {
  patient: ({ patientId }) => (patientId === null ? null : { id: patientId }),
  expiresAt: (draft, _args, { rules }) => expiresAt(draft, rules.draftDays),
};
