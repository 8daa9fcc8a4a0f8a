import { freeText } from '@samplan/kit/person/free-text';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../../log-review/policy.ts';
import { emailAddress } from '../../mail/address.ts';

export const setDataProtectionOfficer: NonNullable<MutationResolvers['setDataProtectionOfficer']> = async (
  _,
  { input },
  { viewer, incidents, access, now },
) => {
  const grant = permit(viewer, 'data-protection-officer.set');
  if (!grant.ok) return access.refuse('data-protection-officer.set');
  const name = freeText('input.name', input.name, 100);
  const email = emailAddress('input.email', freeText('input.email', input.email, 200));
  const officer = await incidents.setOfficer(grant.value, { name, email }, access, now());
  return { __typename: 'SetDataProtectionOfficerOk', officer };
};
