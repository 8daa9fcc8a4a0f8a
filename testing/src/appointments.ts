import { mutation } from './operations.ts';

export const appointUser = mutation(
  'appointUser',
  'appointment { id kind user { id } unit { id } system phone appointedBy { id } }',
  '... on AppointmentRefused { field }',
);
export const endAppointment = mutation('endAppointment', 'endedAt');
