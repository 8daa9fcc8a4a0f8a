import type { Day } from '@samplan/kit/time';
import { regionWithCode } from '../episode/region.prisma.ts';
import { type DecidedFrom, dateOf, dayOf } from '../episode/region-policy.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/**
 * Everything that a region has agreed on filling in the planning basis (G-108), in order of day.
 * @param regionCode - Statistics Sweden's code, two digits.
 * @returns null when care has not heard of the region.
 */
export async function planningTimeDecisions(
  db: PrismaClient,
  regionCode: string,
): Promise<readonly DecidedFrom<number>[] | null> {
  const regionId = await regionWithCode(db, regionCode);
  if (regionId === null) return null;
  const rows = await db.planningTimePolicy.findMany({ where: { regionId }, orderBy: { validFromOn: 'asc' } });
  return rows.map((row) => ({ from: dayOf(row.validFromOn), value: row.basisHours }));
}

/**
 * Decides for a region within how many hours planning bases are filled in, for notices that are sent from a day on.
 * @returns false, and nothing is decided, when care has not heard of the region.
 */
export async function decidePlanningTime(
  db: PrismaClient,
  regionCode: string,
  basisHours: number,
  from: Day,
): Promise<boolean> {
  const regionId = await regionWithCode(db, regionCode);
  if (regionId === null) return false;
  const validFromOn = dateOf(from);
  await db.planningTimePolicy.upsert({
    where: { regionId_validFromOn: { regionId, validFromOn } },
    create: { regionId, validFromOn, basisHours },
    update: { basisHours },
  });
  return true;
}
