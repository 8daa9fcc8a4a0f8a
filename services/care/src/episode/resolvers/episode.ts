import { pageRequest } from '@samplan/kit/page';
import { carePlan } from '../../care-plan/resolvers/care-plan.ts';
import { dischargeInformation } from '../../discharge-information/resolvers/information.ts';
import type {
  CareEpisodeResolvers,
  DischargeReadinessResolvers,
  EpisodeChangeResolvers,
  EpisodePartyResolvers,
  EpisodeTransferResolvers,
  QueryResolvers,
} from '../../generated/resolvers.ts';
import { planningBasis } from '../../planning/resolvers/planning.ts';
import { planningBasisDue } from '../../planning-track/resolvers/due.ts';
import { trackOfEpisode } from '../../planning-track/resolvers/track.ts';
import { permit } from '../../policy.ts';
import { readyForHome } from '../../ready-for-home/resolvers/part.ts';
import { episodeImportedFrom } from '../../transition/resolvers/imported-from.ts';
import { POSSIBLE } from '../possible.ts';

export const careEpisode: NonNullable<QueryResolvers['careEpisode']> = async (_, { id }, { episodeById }) =>
  await episodeById.load(id);

export const CareEpisode: CareEpisodeResolvers = {
  __resolveReference: async ({ id }, { episodeById }) => await episodeById.load(id),
  importedFrom: episodeImportedFrom,
  patient: async ({ patientId }, _args, { patientById }) => await patientById.load(patientId),
  unit: ({ wardUnitId }) => ({ id: wardUnitId }),
  dischargeReady: ({ ready }) => ready,
  transferredFrom: async ({ transferredFromId: id }, _args, { episodeById }) =>
    id ? await episodeById.load(id) : null,
  careContactsMissing: async ({ id }, _args, { careContactsMissingIn }) =>
    (await careContactsMissingIn.load(id)).map((unitId) => ({ id: unitId })),
  outstandingAcknowledgements: ({ outstanding }) => outstanding,
  parties: async ({ id }, _args, { partiesOf }) => [...(await partiesOf.load(id))],
  messages: async ({ id }, { type, first }, { messagesOf }) => {
    const request = pageRequest({ first });
    const messages = await messagesOf.load(id);
    const wanted = type ? messages.filter((message) => message.type === type) : messages;
    return wanted.slice(0, request.first);
  },
  lookedAt: async ({ id }, _args, { lookedOf }) => (await lookedOf.load(id)).lookedAt,
  unseenChanges: async ({ id }, _args, { lookedOf }) => (await lookedOf.load(id)).unseen,
  changes: async ({ id: episodeId }, { first, after }, { changesOf }) => [
    ...(await changesOf.load({ episodeId, first: pageRequest({ first }).first, after: after ?? null })),
  ],
  backRegistration: async ({ id }, _args, { backRegistrationOf }) => await backRegistrationOf.load(id),
  planningBasis,
  carePlan,
  ...trackOfEpisode,
  planningBasisDue,
  readyForHome,
  dischargeInformation,
  viewerCan: async ({ id, state, wardUnitId }, _args, { viewer, partiesOf }) => {
    const parties = await partiesOf.load(id);
    return POSSIBLE.filter(({ states, action }) => {
      const grant = permit(viewer, action);
      if (!grant.ok || !states.includes(state)) return false;
      const { level, unitId } = grant.value.reach;
      // Who has opened the patient reads, and has no part to act in.
      return level === 'PARTY' ? parties.some((party) => party.unitId === unitId) : unitId === wardUnitId;
    }).map(({ name }) => name);
  },
};

export const DischargeReadiness: DischargeReadinessResolvers = {
  judgedBy: ({ judgedByUserId }) => ({ id: judgedByUserId }),
};

export const EpisodeChange: EpisodeChangeResolvers = {
  message: async ({ kind, subjectId }, _args, { messageById }) =>
    kind === 'MESSAGE' && subjectId ? await messageById.load(subjectId) : null,
  by: ({ byUserId: id }) => (id ? { id } : null),
  byUnit: ({ byUnitId: id }) => (id ? { id } : null),
};

export const EpisodeParty: EpisodePartyResolvers = {
  unit: ({ unitId }) => ({ id: unitId }),
};

export const EpisodeTransfer: EpisodeTransferResolvers = {
  ward: ({ toUnitId }) => ({ id: toUnitId }),
  episode: async ({ toEpisodeId }, _args, { episodeById }) => await episodeById.load(toEpisodeId),
};
