import { z } from 'zod';
import { regionPolicy } from './region-policy.prisma.ts';

/** When a region's wards may close an episode (K12, F-260). */
export interface ClosingPolicy {
  /** Only when every message is acknowledged? */
  readonly requiresAcknowledgements: boolean;
}

/** What regions have decided on closing. */
export const closingPolicy = regionPolicy<ClosingPolicy>({
  table: 'closing_policy',
  columns: { requiresAcknowledgements: 'requires_acknowledgements' },
  shape: z.object({ requiresAcknowledgements: z.boolean() }),
  standard: { requiresAcknowledgements: false },
});
