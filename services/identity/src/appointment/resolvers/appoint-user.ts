import { optionalText } from '@samplan/kit/graphql/input';
import { newId } from '@samplan/kit/id';
import { notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { appointmentRefused, PER_SYSTEM } from '../domain.ts';
import { mayAppoint, permit } from '../policy.ts';

const MAX_PHONE = 30;

export const appointUser: NonNullable<MutationResolvers['appointUser']> = async (_, { input }, context) => {
  const { viewer, appointments, connected, access } = context;
  const grant = permit(viewer, 'appointment.make');
  if (!grant.ok) return access.refuse('appointment.make');
  const { reach, viewer: by } = grant.value;
  const { kind, userId } = input;
  const phone = optionalText('input.phone', input.phone, MAX_PHONE);
  const { unit, isKnown } = await appointments.facts(grant.value, input.unitId ?? reach.unitId, userId);
  if (!unit || !mayAppoint(reach, kind, unit)) {
    access.denied('appointment.make', 'NOT_IN_REACH');
    return appointmentRefused('APPOINTMENT_OUT_OF_SCOPE', 'input.unitId');
  }
  if (!isKnown || userId === by.userId) return appointmentRefused('APPOINTMENT_OUT_OF_SCOPE', 'input.userId');
  const system = PER_SYSTEM.has(kind) ? (input.system ?? null) : null;
  if (PER_SYSTEM.has(kind) && !connected.systems.some(({ code }) => code === system)) {
    return appointmentRefused('APPOINTMENT_SYSTEM_UNKNOWN', 'input.system');
  }
  const made = await appointments.make(
    grant.value,
    {
      id: newId('apt'),
      kind,
      principalId: reach.principalId,
      administrationId: unit.administrationId,
      unitId: unit.unitId,
      userId,
      system,
      phone,
      assignmentId: null,
      appointedById: by.userId,
      appointedByAssignmentId: by.assignment.id,
      appointedAt: context.now(),
    },
    access,
  );
  if (!made) return appointmentRefused('ALREADY_APPOINTED', 'input.userId');
  return { __typename: 'AppointUserOk', appointment: made };
};

export const endAppointment: NonNullable<MutationResolvers['endAppointment']> = async (_, { input }, context) => {
  const { viewer, appointments, access, untilHeard } = context;
  const grant = permit(viewer, 'appointment.make');
  if (!grant.ok) return access.refuse('appointment.make', { subjectId: input.appointmentId });
  const appointment = await appointments.find(grant.value, input.appointmentId);
  if (!appointment || !mayAppoint(grant.value.reach, appointment.kind, appointment)) {
    access.denied('appointment.make', 'NOT_IN_REACH', { subjectId: input.appointmentId });
    return notPermitted();
  }
  const now = context.now();
  const events = await appointments.end(grant.value, appointment, access, now);
  if (!events) return notPermitted();
  await Promise.all(events.map(untilHeard));
  return { __typename: 'EndAppointmentOk', endedAt: now };
};
