import { z } from 'zod';
import { event } from './contract.ts';

/** A session ended before its tokens did. */
export const sessionEnded = event({
  type: 'SessionEnded',
  producer: 'identity',
  consumers: ['organisation', 'care', 'sip'],
  description: 'A session ended before its tokens did; they stop working everywhere.',
  data: z.object({ sessionId: z.string(), endedAt: z.iso.datetime() }),
  example: { sessionId: 'ses_01kahm5x7hfy0a0j9v6w4q2n8e', endedAt: '2026-11-21T09:30:00.000Z' },
});

/** An assignment was made, changed or ended. */
export const assignmentChanged = event({
  type: 'AssignmentChanged',
  producer: 'identity',
  consumers: ['organisation', 'care', 'sip'],
  description: 'An assignment (unit and role of a user) was made, changed or ended.',
  data: z.object({
    assignmentId: z.string(),
    userId: z.string(),
    unitId: z.string(),
    role: z.string(),
    isActive: z.boolean(),
    version: z.int().positive(),
  }),
  example: {
    assignmentId: 'asg_01kahm5x7hfy0a0j9v6w4q2n8e',
    userId: 'usr_01kahm5x7hfy0a0j9v6w4q2n8f',
    unitId: 'unt_01kahm5x7hfy0a0j9v6w4q2n8g',
    role: 'NURSE',
    isActive: true,
    version: 1,
  },
});
