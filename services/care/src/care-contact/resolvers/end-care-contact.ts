import { text } from '@samplan/kit/graphql/input';
import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';

export const endCareContact: NonNullable<MutationResolvers['endCareContact']> = async (
  _,
  { input },
  { viewer, patients, careContacts, access, now },
) => {
  const grant = permit(viewer, 'care-contact.confirm');
  if (!grant.ok) return access.refuse('care-contact.confirm');
  const reason = text('input.reason', input.reason);
  const [patient] = await patients.find(grant.value, [input.patientId], access, now());
  if (!patient) return notPermitted();
  const ended = await careContacts.end(grant.value, patient.id, input.version, reason, access, now());
  return ended.ok ? { __typename: 'EndCareContactOk', contact: ended.value } : ended.problem;
};
