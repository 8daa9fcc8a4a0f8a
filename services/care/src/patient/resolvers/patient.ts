import { pageRequest } from '@samplan/kit/page';
import type { PatientResolvers, QueryResolvers } from '../../generated/resolvers.ts';

/** How many of a list when nothing is said. */
const STANDARD = 20;

export const patient: NonNullable<QueryResolvers['patient']> = async (_, { id }, { patientById }) =>
  await patientById.load(id);

export const Patient: PatientResolvers = {
  __resolveReference: async ({ id }, { patientById }) => await patientById.load(id),
  careContacts: async ({ id }, _args, { careContactsOf }) => [...(await careContactsOf.load(id))],
  identityProtection: ({ protection }) => protection,
  messagesReceived: async ({ id }, { first }, { messagesReceivedOf }) =>
    beginning(first, await messagesReceivedOf.load(id)),
  careEpisodes: async ({ id }, { first }, { episodesOfPatient }) => beginning(first, await episodesOfPatient.load(id)),
};

/** The first of a list, as many as were asked for. @throws BadInput */
function beginning<T>(first: number | null | undefined, list: readonly T[]): T[] {
  return list.slice(0, pageRequest({ first }, STANDARD).first);
}
