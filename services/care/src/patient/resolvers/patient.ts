import type { PatientResolvers, QueryResolvers } from '../../generated/resolvers.ts';

/** The most episodes of a patient in one answer. */
const MAX_EPISODES = 100;
/** The most messages that a unit got about a patient in one answer. */
const MAX_MESSAGES = 100;

export const patient: NonNullable<QueryResolvers['patient']> = async (_, { id }, { patientById }) =>
  await patientById.load(id);

export const Patient: PatientResolvers = {
  __resolveReference: async ({ id }, { patientById }) => await patientById.load(id),
  careContacts: async ({ id }, _args, { careContactsOf }) => [...(await careContactsOf.load(id))],
  identityProtection: ({ protection }) => protection,
  messagesReceived: async ({ id }, { first }, { messagesReceivedOf }) =>
    (await messagesReceivedOf.load(id)).slice(0, Math.min(Math.max(first ?? MAX_MESSAGES, 0), MAX_MESSAGES)),
  careEpisodes: async ({ id }, { first }, { episodesOfPatient }) =>
    (await episodesOfPatient.load(id)).slice(0, Math.min(Math.max(first ?? MAX_EPISODES, 0), MAX_EPISODES)),
};
