import { inOrder } from '@samplan/kit/ordered';
import { type Clock, systemClock } from '@samplan/kit/time';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { unseenChanges } from '../message/reach.prisma.ts';
import type { LookedStore } from './store.ts';

/**
 * Looks in PostgreSQL.
 * @param clock - for what opens and closes by itself.
 */
export function prismaLooked(db: PrismaClient, clock: Clock = systemClock): LookedStore {
  return {
    async of(grant, episodeIds) {
      const [looks, counts] = await Promise.all([
        db.episodeLooked.findMany({
          where: { unitId: grant.reach.unitId, userId: grant.viewer.userId, episodeId: { in: [...episodeIds] } },
        }),
        unseenChanges(db, grant, episodeIds, clock()),
      ]);
      const ofEpisode = inOrder(episodeIds, looks, (look) => look.episodeId);
      return episodeIds.map((id, i) => ({ lookedAt: ofEpisode[i]?.lookedAt ?? null, unseen: counts.get(id) ?? 0 }));
    },
    async mark(grant, episodeId, at) {
      await db.$executeRawUnsafe(
        `INSERT INTO episode_looked AS l (unit_id, user_id, episode_id, looked_at) VALUES ($1, $2, $3, $4::timestamptz)
         ON CONFLICT (unit_id, user_id, episode_id) DO UPDATE SET looked_at = greatest(l.looked_at, excluded.looked_at)`,
        grant.reach.unitId,
        grant.viewer.userId,
        episodeId,
        at,
      );
    },
  };
}
