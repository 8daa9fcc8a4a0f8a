import type { CareEpisodeResolvers, ImportSourceResolvers, MessageResolvers } from '../../generated/resolvers.ts';

export const episodeImportedFrom: NonNullable<CareEpisodeResolvers['importedFrom']> = async (
  { id },
  _args,
  { sourceOfEpisode },
) => await sourceOfEpisode.load(id);

export const messageImportedFrom: NonNullable<MessageResolvers['importedFrom']> = async (
  { id },
  _args,
  { sourceOfMessage },
) => await sourceOfMessage.load(id);

export const ImportSource: ImportSourceResolvers = {
  marks: ({ marks }) => [...marks],
};
