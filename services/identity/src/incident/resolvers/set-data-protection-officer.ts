import { freeText } from '@samplan/kit/person/free-text';
import { BadInput } from '@samplan/kit/server/errors';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../log-review/policy.ts';

const EMAIL = /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+$/;

export const setDataProtectionOfficer: NonNullable<MutationResolvers['setDataProtectionOfficer']> = async (
  _,
  { input },
  { viewer, incidents, access, now },
) => {
  const grant = permit(viewer, 'data-protection-officer.set');
  if (!grant.ok) return access.refuse('data-protection-officer.set');
  const name = freeText('input.name', input.name, 100);
  const email = freeText('input.email', input.email, 200);
  if (!EMAIL.test(email)) {
    throw new BadInput('input.email', 'WRONG_VALUE', 'Fältet input.email är ingen e-postadress.');
  }
  const officer = await incidents.setOfficer(grant.value, { name, email }, access, now());
  return { __typename: 'SetDataProtectionOfficerOk', officer };
};
