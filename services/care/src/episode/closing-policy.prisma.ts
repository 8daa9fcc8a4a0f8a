import type { Day } from '@samplan/kit/time';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { regionWithCode } from './region.prisma.ts';
import { type DecidedFrom, dateOf, dayOf } from './region-policy.ts';

/**
 * Does a region close nothing while messages are unacknowledged (K12), on a day? Without a decision it may close.
 */
export async function requiresAcknowledgements(
  db: Pick<Prisma.TransactionClient, 'closingPolicy'>,
  regionId: string,
  on: Day,
): Promise<boolean> {
  const decided = await db.closingPolicy.findFirst({
    where: { regionId, validFromOn: { lte: dateOf(on) } },
    orderBy: { validFromOn: 'desc' },
  });
  return decided?.requiresAcknowledgements ?? false;
}

/**
 * Everything that a region has decided on closing (K12), in order of day.
 * @param regionCode - Statistics Sweden's code, two digits.
 * @returns null when care has not heard of the region.
 */
export async function closingDecisions(
  db: PrismaClient,
  regionCode: string,
): Promise<readonly DecidedFrom<boolean>[] | null> {
  const regionId = await regionWithCode(db, regionCode);
  if (regionId === null) return null;
  const rows = await db.closingPolicy.findMany({ where: { regionId }, orderBy: { validFromOn: 'asc' } });
  return rows.map((row) => ({ from: dayOf(row.validFromOn), value: row.requiresAcknowledgements }));
}

/**
 * Decides for a region whether unacknowledged messages prevent closing, from a day on (K12, F-260).
 * @returns false, and nothing is decided, when care has not heard of the region.
 */
export async function decideClosingPolicy(
  db: PrismaClient,
  regionCode: string,
  requires: boolean,
  from: Day,
): Promise<boolean> {
  const regionId = await regionWithCode(db, regionCode);
  if (regionId === null) return false;
  const validFromOn = dateOf(from);
  await db.closingPolicy.upsert({
    where: { regionId_validFromOn: { regionId, validFromOn } },
    create: { regionId, validFromOn, requiresAcknowledgements: requires },
    update: { requiresAcknowledgements: requires },
  });
  return true;
}
