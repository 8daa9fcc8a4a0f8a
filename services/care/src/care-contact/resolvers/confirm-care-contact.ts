import { text } from '@samplan/kit/graphql/input';
import { changedMeanwhile, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../policy.ts';
import { contactKindOf } from '../domain.ts';

const MAX_LENGTH = 100;

export const confirmCareContact: NonNullable<MutationResolvers['confirmCareContact']> = async (
  _,
  { input },
  { viewer, patients, careContacts, access, now },
) => {
  const grant = permit(viewer, 'care-contact.confirm');
  if (!grant.ok) return access.refuse('care-contact.confirm');
  const person = {
    name: text('input.personName', input.personName, MAX_LENGTH),
    role: text('input.personRole', input.personRole, MAX_LENGTH),
  };
  const [patient] = await patients.find(grant.value, [input.patientId], access, now());
  if (!patient) return notPermitted();
  const kind = contactKindOf(grant.value.viewer.assignment.administrationKind);
  const appointment = { patientId: patient.id, kind, person };
  const contact = await careContacts.confirm(grant.value, appointment, input.version, access, now());
  return contact ? { __typename: 'ConfirmCareContactOk', contact } : changedMeanwhile();
};
