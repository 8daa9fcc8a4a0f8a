import { z } from 'zod';
import type { OverviewInvitation } from './domain.ts';

const participants = z.array(
  z.object({
    unitId: z.string(),
    mustAcknowledge: z.boolean(),
    answeredAt: z.iso
      .datetime()
      .transform((text) => new Date(text))
      .nullable(),
  }),
);

/** The participants of a plan as they are stored. */
export function sipParticipants(stored: unknown): OverviewInvitation['participants'] {
  return participants.parse(stored);
}
