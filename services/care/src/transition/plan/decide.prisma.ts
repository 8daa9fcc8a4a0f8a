import { transact } from '@samplan/kit/db/transaction';
import { regionWithCode } from '../../episode/region.prisma.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { findPlan, storePlan } from './store.prisma.ts';
import type { Plan } from './store.ts';

/**
 * Decides a region's plan in place of any other.
 * @param regionCode - Statistics Sweden's code, two digits.
 * @returns false, and nothing is decided, when care has not heard of the region.
 */
export async function decidePlan(db: PrismaClient, regionCode: string, plan: Omit<Plan, 'version'>): Promise<boolean> {
  const regionId = await regionWithCode(db, regionCode);
  if (regionId === null) return false;
  return await transact(db, async (tx) => {
    await tx.$queryRawUnsafe('SELECT 1 FROM transition_plan WHERE region_id = $1 FOR UPDATE', regionId);
    const before = await tx.transitionPlan.findUnique({ where: { regionId }, select: { version: true } });
    return await storePlan(tx, regionId, { ...plan, version: before?.version ?? 0 });
  });
}

/** The plan of the region with the code; null without one. */
export async function planOfRegion(db: PrismaClient, regionCode: string): Promise<Plan | null> {
  const regionId = await regionWithCode(db, regionCode);
  return regionId === null ? null : await findPlan(db, regionId);
}
