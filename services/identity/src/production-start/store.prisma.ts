import type { Day } from '@samplan/kit/time';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { ProductionStartStore } from './store.ts';

/** When regions and municipalities begin, in PostgreSQL. */
export function prismaProductionStarts(db: PrismaClient): ProductionStartStore {
  return {
    async find(principalId, userId) {
      const [start, appointed] = await Promise.all([
        db.productionStart.findUnique({ where: { principalId } }),
        db.earlyStarter.findUnique({ where: { userId } }),
      ]);
      return { startsOn: start ? dayOf(start.startsOn) : null, isAppointed: appointed !== null };
    },
  };
}

/** Agrees the first day of a region or municipality, or another one (F-278). */
export async function agreeProductionStart(db: PrismaClient, principalId: string, day: Day, now: Date): Promise<void> {
  const agreed = { startsOn: new Date(day), agreedAt: now };
  await db.productionStart.upsert({ where: { principalId }, create: { principalId, ...agreed }, update: agreed });
}

/**
 * Appoints a user who may sign in before, to register clients (F-278).
 * @returns false when the organisation has no such open account.
 */
export async function appointEarlyStarter(
  db: PrismaClient,
  principalId: string,
  username: string,
  now: Date,
): Promise<boolean> {
  const user = await db.user.findUnique({ where: { principalId_username: { principalId, username }, isActive: true } });
  if (!user) return false;
  const create = { userId: user.id, appointedAt: now };
  await db.earlyStarter.upsert({ where: { userId: user.id }, create, update: {} });
  return true;
}

/** The day that is agreed; null while none is. */
export async function agreedStart(db: PrismaClient, principalId: string): Promise<Day | null> {
  const start = await db.productionStart.findUnique({ where: { principalId } });
  return start && dayOf(start.startsOn);
}

/** Prisma reads a day as its first instant in UTC. */
function dayOf(date: Date): Day {
  return date.toISOString().slice(0, 10);
}
