import { found } from '@samplan/kit/found';
import { pageRequest } from '@samplan/kit/page';
import type {
  CareEpisodeResolvers,
  PlanningTrackBasisResolvers,
  PlanningTrackChoiceResolvers,
} from '../../generated/resolvers.ts';
import { isMeetingMissing } from '../domain.ts';

/** What an episode shows of its track. */
export const trackOfEpisode: Pick<CareEpisodeResolvers, 'planningTrack' | 'planningTracks' | 'yellowTrackGroups'> = {
  planningTrack: async ({ id }, _args, { tracksOf }) => (await tracksOf.load(id))[0] ?? null,
  planningTracks: async ({ id }, { first }, { tracksOf }) =>
    (await tracksOf.load(id)).slice(0, pageRequest({ first }).first),
  yellowTrackGroups: async ({ regionId }, _args, { questionsHeldIn }) => [
    ...found((await questionsHeldIn.load(regionId)).get('YELLOW_TRACK_GROUPS')).questions, // the standard has one
  ],
};

export const PlanningTrackChoice: PlanningTrackChoiceResolvers = {
  isMeetingMissing: async (choice, _args, { sipProgressIn }) =>
    isMeetingMissing(choice, await sipProgressIn.load(choice.episodeId)),
  followUp: async ({ groups, episodeId }, _args, { questionSetById, sipProgressIn }) => {
    if (!groups) return null;
    const { questions } = found(await questionSetById.load(groups.listId));
    const { isStarted } = await sipProgressIn.load(episodeId);
    return { groups: questions.filter(({ key }) => groups.keys.includes(key)), isSipStarted: isStarted };
  },
  basis: ({ basis }) => [...basis],
  setBy: ({ setByUserId }) => ({ id: setByUserId }),
  setByUnit: ({ setByUnitId }) => ({ id: setByUnitId }),
};

export const PlanningTrackBasis: PlanningTrackBasisResolvers = { unit: ({ unitId }) => ({ id: unitId }) };
