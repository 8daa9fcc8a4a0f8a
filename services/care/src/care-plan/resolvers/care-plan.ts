import { isOpenForMessages } from '../../episode/domain.ts';
import type {
  CareEpisodeResolvers,
  CarePlanPartyResolvers,
  CarePlanResolvers,
  CarePlanStepResolvers,
} from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { possibleWithPlan, standingOf } from '../domain.ts';

export const carePlan: NonNullable<CareEpisodeResolvers['carePlan']> = async ({ id }, _args, { carePlanOf }) =>
  await carePlanOf.load(id);

export const CarePlan: CarePlanResolvers = {
  parties: async (frame, _args, { sectionsOf }) => [
    ...standingOf({ ...frame, parts: await sectionsOf.load(frame.episodeId) }),
  ],
  steps: ({ steps }) => [...steps],
  viewerCan: async (frame, _args, { viewer, episodeById, sectionsOf }) => {
    const episode = await episodeById.load(frame.episodeId);
    const grant = permit(viewer, 'care-plan.release'); // those for the plan as a whole go together
    if (!grant.ok || !episode || !isOpenForMessages(episode) || grant.value.reach.unitId !== episode.wardUnitId)
      return [];
    return [...possibleWithPlan({ ...frame, parts: await sectionsOf.load(frame.episodeId) })];
  },
};

export const CarePlanParty: CarePlanPartyResolvers = { unit: ({ unitId }) => ({ id: unitId }) };

export const CarePlanStep: CarePlanStepResolvers = {
  by: ({ byUserId }) => ({ id: byUserId }),
  byUnit: ({ byUnitId }) => ({ id: byUnitId }),
  unit: ({ unitId: id }) => (id ? { id } : null),
};
