import type { PrismaClient } from '../generated/prisma/client.ts';

/**
 * Does a region close nothing while messages are unacknowledged (K12)? Without a decision it may close.
 * @param regionCode - Statistics Sweden's code, two digits.
 * @returns null when care has not heard of the region.
 */
export async function requiresAcknowledgements(db: PrismaClient, regionCode: string): Promise<boolean | null> {
  const regionId = await regionWithCode(db, regionCode);
  if (regionId === null) return null;
  return (await db.closingPolicy.findUnique({ where: { regionId } }))?.requiresAcknowledgements ?? false;
}

/**
 * Decides for a region whether unacknowledged messages prevent closing (K12, F-260).
 * @returns false, and nothing is decided, when care has not heard of the region.
 */
export async function decideClosingPolicy(
  db: PrismaClient,
  regionCode: string,
  requiresAcknowledgements: boolean,
): Promise<boolean> {
  const regionId = await regionWithCode(db, regionCode);
  if (regionId === null) return false;
  const decided = { requiresAcknowledgements };
  await db.closingPolicy.upsert({ where: { regionId }, create: { regionId, ...decided }, update: decided });
  return true;
}

/** Id of the region, from the copy of units that organisation feeds. */
async function regionWithCode(db: PrismaClient, code: string): Promise<string | null> {
  const [region] = await db.$queryRawUnsafe<{ id: string }[]>(
    'SELECT region_id AS id FROM kit.unit WHERE principal_code = $1 AND principal_id = region_id LIMIT 1',
    code,
  );
  return region?.id ?? null;
}
