import { text } from '@samplan/kit/graphql/input';
import { BadInput } from '@samplan/kit/server/errors';
import { sectionStateRefuses } from '../../care-plan/problems.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { findOwnPart } from './own-part.ts';

export const notePatientDisagreement: NonNullable<MutationResolvers['notePatientDisagreement']> = async (
  _,
  { input },
  context,
) => {
  const words = text('input.text', input.text);
  const part = await findOwnPart('planning-basis.note-disagreement', input.episodeId, context);
  if ('problem' in part) return part.problem;
  const { grant, episode, own, section } = part;
  if (section.version === 0) return sectionStateRefuses('UNANSWERED');
  if (input.version < 1 || input.version > section.version) {
    throw new BadInput('input.version', 'UNKNOWN', 'Fältet input.version ska vara en version som finns av er del.');
  }
  const { planning, disagreementsOf, access, now } = context;
  await planning.noteDisagreement(grant, episode, { ...own, version: input.version }, words, access, now());
  disagreementsOf.clear(episode.id);
  return { __typename: 'NotePatientDisagreementOk', section };
};
