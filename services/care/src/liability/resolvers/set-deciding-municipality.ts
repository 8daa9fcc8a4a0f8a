import { found } from '@samplan/kit/found';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import { stockholmDay } from '@samplan/kit/time';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { municipalityCode as codeOf } from '../../patient/input.ts';
import { permit } from '../../policy.ts';
import { notAfter } from '../input.ts';

export const setDecidingMunicipality: NonNullable<MutationResolvers['setDecidingMunicipality']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, episodes, episodeById, liabilities, access } = context;
  const grant = permit(viewer, 'liability.record');
  if (!grant.ok) return access.refuse('liability.record');
  const now = context.now();
  const today = stockholmDay(now);
  const municipalityCode =
    input.municipalityCode == null ? null : codeOf('input.municipalityCode', input.municipalityCode);
  const decidedOn = notAfter('input.decidedOn', input.decidedOn ?? today, today);
  const [episode] = await episodes.find(grant.value, [input.episodeId], access);
  if (!episode) return notPermitted();
  const decision = { municipalityCode, decidedOn };
  const isSet = await liabilities.setDecidingMunicipality(grant.value, episode, input.version, decision, access, now);
  if (!isSet) return changedMeanwhile();
  return { __typename: 'SetDecidingMunicipalityOk', episode: found(await episodeById.load(episode.id)) };
};
