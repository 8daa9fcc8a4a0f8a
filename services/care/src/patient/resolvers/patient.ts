import type { PatientResolvers, QueryResolvers } from '../../generated/resolvers.ts';

/** The most episodes of a patient in one answer. */
const MAX_EPISODES = 100;

export const patient: NonNullable<QueryResolvers['patient']> = async (_, { id }, { patientById }) =>
  await patientById.load(id);

export const Patient: PatientResolvers = {
  __resolveReference: async ({ id }, { patientById }) => await patientById.load(id),
  careEpisodes: async ({ id }, { first }, { episodesOfPatient }) =>
    (await episodesOfPatient.load(id)).slice(0, Math.min(Math.max(first ?? MAX_EPISODES, 0), MAX_EPISODES)),
};
