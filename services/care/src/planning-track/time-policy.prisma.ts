import { z } from 'zod';
import { regionPolicy } from '../episode/region-policy.prisma.ts';
import { STANDARD_BASIS_HOURS } from './due.ts';

/** Within how many hours a region's planning bases are filled in (G-108). */
export interface PlanningTimePolicy {
  readonly basisHours: number;
}

/** What regions have decided on filling in the planning basis: for notices that are sent from a day on. */
export const planningTimePolicy = regionPolicy<PlanningTimePolicy>({
  table: 'planning_time_policy',
  columns: { basisHours: 'basis_hours' },
  shape: z.object({ basisHours: z.int() }),
  standard: { basisHours: STANDARD_BASIS_HOURS },
});
