import { z } from 'zod';
import { STANDARD_LATER_DAYS } from './estimate.ts';
import { regionPolicy } from './region-policy.prisma.ts';

/** When a region's wards contact municipalities about a moved estimate (G-006). */
export interface EstimatePolicy {
  /** When it is moved later by more calendar days than these. */
  readonly laterDays: number;
}

/** What regions have decided on contact about a moved estimate (G-006). */
export const estimatePolicy = regionPolicy<EstimatePolicy>({
  table: 'estimate_policy',
  columns: { laterDays: 'later_days' },
  shape: z.object({ laterDays: z.int() }),
  standard: { laterDays: STANDARD_LATER_DAYS },
});
