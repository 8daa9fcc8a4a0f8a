import { pageRequest } from '@samplan/kit/page';
import type {
  CareEpisodeResolvers,
  PatientResolvers,
  QueryResolvers,
  SipConsentResolvers,
  SipInvitationResolvers,
  SipParticipantResolvers,
  SipResolvers,
} from '../../generated/resolvers.ts';
import { isOngoing } from '../domain.ts';

export const sip: NonNullable<QueryResolvers['sip']> = async (_, { id }, { sipById }) => await sipById.load(id);

export const Sip: SipResolvers = {
  __resolveReference: async ({ id }, { sipById }) => await sipById.load(id),
  patient: ({ patientId }) => ({ id: patientId }),
  episode: ({ episodeId }) => (episodeId ? { id: episodeId } : null),
  initiatedBy: ({ initiatedByUserId }) => ({ id: initiatedByUserId }),
  coordinationResponsible: ({ coordinatingUnitId }) => ({ id: coordinatingUnitId }),
  participants: ({ participants }) => [...participants],
  messages: async ({ id }, _args, { sipMessagesOf }) => [...(await sipMessagesOf.load(id))],
};

export const SipParticipant: SipParticipantResolvers = {
  unit: ({ unitId }) => ({ id: unitId }),
  answeredBy: ({ answeredByUserId: id }) => (id ? { id } : null),
};

export const SipConsent: SipConsentResolvers = {
  recordedBy: ({ recordedByUserId }) => ({ id: recordedByUserId }),
};

export const SipInvitation: SipInvitationResolvers = {
  sentBy: ({ sentByUserId }) => ({ id: sentByUserId }),
};

export const Patient: PatientResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  sips: async ({ id }, { includeEnded, first }, { sipsOfPatient }) => {
    const request = pageRequest({ first }, 20);
    const sips = await sipsOfPatient.load(id);
    const wanted = includeEnded ? sips : sips.filter(isOngoing);
    return wanted.slice(0, request.first);
  },
};

export const CareEpisode: CareEpisodeResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  sip: async ({ id }, _args, { sipOfEpisode }) => await sipOfEpisode.load(id),
};
