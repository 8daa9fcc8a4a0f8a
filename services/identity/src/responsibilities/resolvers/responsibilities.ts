import type { QueryResolvers } from '../../generated/resolvers.ts';

export const responsibilities: NonNullable<QueryResolvers['responsibilities']> = async (
  _,
  _args,
  { viewer, responsibilities: store, rules },
) => {
  if (!viewer) return null;
  const { version, text } = rules.responsibilities;
  return { version, text, acceptedAt: await store.acceptedAt(viewer.userId, version) };
};
