import { idList } from '@samplan/kit/graphql/input';
import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { permit } from '../policy.ts';

/** Access is limited to as few as possible (G-090). */
const MAX_STAFF = 20;

export const nameProtectedStaff: NonNullable<MutationResolvers['nameProtectedStaff']> = async (
  _,
  { input },
  context,
) => {
  const { viewer, protections, userById, access, untilHeard } = context;
  const { patientId, userIds } = input;
  const grant = permit(viewer, 'protected-staff.name');
  if (!grant.ok) return access.refuse('protected-staff.name', { patientId });
  if (userIds.length > 0) idList('input.userIds', userIds, MAX_STAFF);
  const naming = await protections.nameStaff(grant.value, patientId, userIds, access, context.now());
  switch (naming.kind) {
    case 'OUT_OF_REACH':
      return notPermitted();
    case 'NOT_AT_UNIT':
      return {
        __typename: 'StaffNotAtUnit',
        code: 'PROTECTED_STAFF_NOT_AT_UNIT',
        message: 'Personen har inget uppdrag på din enhet. Utse bara personal som arbetar på enheten.',
        field: `input.userIds[${naming.index}]`,
      };
    case 'NAMED': {
      await untilHeard(naming.eventId);
      const staff = await Promise.all(userIds.map((id) => userById.load(id)));
      return { __typename: 'NameProtectedStaffOk', staff: staff.filter((user) => user !== null) };
    }
  }
};
