import { pageRequest } from '@samplan/kit/page';
import type { ProtectedPatientResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';

export const protectedPatients: NonNullable<QueryResolvers['protectedPatients']> = async (
  _,
  { first },
  { viewer, protections, access, now },
) => {
  const grant = permit(viewer, 'protected-staff.name');
  if (!grant.ok) {
    access.denied('protected-staff.name', 'NO_CAPABILITY');
    return null;
  }
  const { first: count } = pageRequest({ first });
  return [...(await protections.ofUnit(grant.value, count, access, now()))];
};

export const ProtectedPatient: ProtectedPatientResolvers = {
  staff: async ({ staffIds }, _args, { userById }) => {
    const staff = await Promise.all(staffIds.map((id) => userById.load(id)));
    return staff.filter((user) => user !== null);
  },
};
