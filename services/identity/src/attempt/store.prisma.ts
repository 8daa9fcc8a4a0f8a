import type { PrismaClient } from '../generated/prisma/client.ts';
import type { AttemptStore } from './store.ts';

/** Attempts in PostgreSQL. */
export function prismaAttempts(db: PrismaClient): AttemptStore {
  return {
    async take(key, { most, withinMs }, now) {
      const [row] = await db.$queryRawUnsafe<{ count: number; ends_at: Date }[]>(
        `INSERT INTO attempt AS a (key, count, ends_at) VALUES ($1, 1, $3)
         ON CONFLICT (key) DO UPDATE SET
           count = CASE WHEN a.ends_at <= $2 THEN 1 ELSE a.count + 1 END,
           ends_at = CASE WHEN a.ends_at <= $2 THEN $3 ELSE a.ends_at END
         RETURNING count, ends_at`,
        key,
        now,
        new Date(now.getTime() + withinMs),
      );
      return row && row.count > most ? row.ends_at : null;
    },
    async clear(key) {
      await db.attempt.deleteMany({ where: { key } });
    },
    async tidy(now) {
      await db.attempt.deleteMany({ where: { endsAt: { lte: now } } });
    },
  };
}
