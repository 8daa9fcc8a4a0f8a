import { stockholmDay } from '@samplan/kit/time';
import type { MutationResolvers, SetDecidingMunicipalityInput } from '../../generated/resolvers.ts';
import { municipalityCode as codeOf } from '../../patient/input.ts';
import { notAfter } from '../input.ts';
import type { NewDecision } from '../store.ts';
import { recordFor } from './record.ts';

export const setDecidingMunicipality: NonNullable<MutationResolvers['setDecidingMunicipality']> = async (
  _,
  { input },
  context,
) => {
  const { setDecidingMunicipality: set } = context.liabilities;
  const recorded = await recordFor(input.episodeId, context, (now) => decisionOf(input, now), set);
  return 'problem' in recorded ? recorded.problem : { __typename: 'SetDecidingMunicipalityOk', ...recorded };
};

/** @throws BadInput naming the field. */
function decisionOf({ version, ...input }: SetDecidingMunicipalityInput, now: Date): NewDecision {
  const today = stockholmDay(now);
  const municipalityCode =
    input.municipalityCode == null ? null : codeOf('input.municipalityCode', input.municipalityCode);
  return { version, municipalityCode, decidedOn: notAfter('input.decidedOn', input.decidedOn ?? today, today) };
}
