import { pageOf, pageRequest } from '@samplan/kit/page';
import { numberToCall } from '../../contact/domain.ts';
import type { AppointmentResolvers, ExpertUserCoverageResolvers, QueryResolvers } from '../../generated/resolvers.ts';
import { expertUserTarget } from '../domain.ts';
import { permit } from '../policy.ts';

export const appointments: NonNullable<QueryResolvers['appointments']> = async (_, args, context) => {
  const { viewer, appointments: store, access } = context;
  const page = pageRequest(args);
  const grant = permit(viewer, 'appointment.read');
  if (!grant.ok) {
    access.denied('appointment.read', 'NO_CAPABILITY');
    return null;
  }
  const rows = await store.list(grant.value, { unitId: args.unitId ?? null, kind: args.kind ?? null }, page);
  const { edges, pageInfo } = pageOf(rows, page, ({ id }) => id);
  return { edges: [...edges], pageInfo };
};

export const expertUserCoverage: NonNullable<QueryResolvers['expertUserCoverage']> = async (_, args, context) => {
  const { first } = pageRequest(args, 100);
  const grant = permit(context.viewer, 'appointment.read');
  if (grant.ok) return [...(await context.appointments.coverage(grant.value, first))];
  context.access.denied('appointment.read', 'NO_CAPABILITY');
  return null;
};

export const phoneList: NonNullable<QueryResolvers['phoneList']> = async (_, { unitId, first }, context) => {
  const page = pageRequest({ first }, 100);
  const principalId = context.viewer?.assignment?.principalId;
  return principalId ? [...(await context.appointments.atUnit(principalId, unitId, page.first))] : null;
};

export const Appointment: AppointmentResolvers = {
  user: async ({ userId }, _args, { userById }) => await userById.load(userId),
  unit: ({ unitId }) => ({ id: unitId }),
  phone: async ({ phone, userId }, _args, { contactOf }) => numberToCall(phone, await contactOf.load(userId)),
  email: async ({ userId }, _args, { contactOf }) => (await contactOf.load(userId)).email,
  appointedBy: async ({ appointedById }, _args, { userById }) => await userById.load(appointedById),
};

export const ExpertUserCoverage: ExpertUserCoverageResolvers = {
  unit: ({ unitId }) => ({ id: unitId }),
  targetCount: ({ staffCount }) => expertUserTarget(staffCount),
  isReached: ({ staffCount, expertUserCount }) => expertUserCount >= expertUserTarget(staffCount),
};
