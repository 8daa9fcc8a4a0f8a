import type { Day } from '@samplan/kit/time';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { STANDARD_LATER_DAYS } from './estimate.ts';
import { regionWithCode } from './region.prisma.ts';
import { type DecidedFrom, dateOf, dayOf } from './region-policy.ts';

/** Calendar days later than which a moved estimate means contact with the municipality, on a day (G-006). */
export async function estimateLaterDays(db: PrismaClient, regionId: string, on: Day): Promise<number> {
  const agreed = await db.estimatePolicy.findFirst({
    where: { regionId, validFromOn: { lte: dateOf(on) } },
    orderBy: { validFromOn: 'desc' },
  });
  return agreed?.laterDays ?? STANDARD_LATER_DAYS;
}

/**
 * Everything that a region has decided on contact about a moved estimate (G-006), in order of day.
 * @param regionCode - Statistics Sweden's code, two digits.
 * @returns null when care has not heard of the region.
 */
export async function estimateDecisions(
  db: PrismaClient,
  regionCode: string,
): Promise<readonly DecidedFrom<number>[] | null> {
  const regionId = await regionWithCode(db, regionCode);
  if (regionId === null) return null;
  const rows = await db.estimatePolicy.findMany({ where: { regionId }, orderBy: { validFromOn: 'asc' } });
  return rows.map((row) => ({ from: dayOf(row.validFromOn), value: row.laterDays }));
}

/**
 * Decides for a region when its wards contact municipalities about an estimate that is moved later, from a day on.
 * @returns false, and nothing is decided, when care has not heard of the region.
 */
export async function decideEstimatePolicy(
  db: PrismaClient,
  regionCode: string,
  laterDays: number,
  from: Day,
): Promise<boolean> {
  const regionId = await regionWithCode(db, regionCode);
  if (regionId === null) return false;
  const validFromOn = dateOf(from);
  await db.estimatePolicy.upsert({
    where: { regionId_validFromOn: { regionId, validFromOn } },
    create: { regionId, validFromOn, laterDays },
    update: { laterDays },
  });
  return true;
}
