import type { Secrets } from '@samplan/kit/auth/secrets';
import { addHours } from '@samplan/kit/time';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Counter, countersOf, FORGET_MS, OWN_PLACE_DAYS, waitsOf } from './domain.ts';
import type { Guess, GuessStore } from './store.ts';

/** Guesses in PostgreSQL, under marks that tell nothing to who has not the key secret. */
export function prismaGuesses(db: PrismaClient, { mark }: Pick<Secrets, 'mark'>): GuessStore {
  const placeKey = (userId: string, place: string): string => mark('OWN_PLACE', userId, place);

  async function isOwnPlace({ organisation, username, userId, place }: Guess, now: Date): Promise<boolean> {
    // A name that is nobody's is looked for too, so that time tells nothing.
    const key = placeKey(userId ?? JSON.stringify([organisation, username]), place ?? '');
    const rows = await db.$queryRawUnsafe<unknown[]>(
      'SELECT key FROM own_place WHERE key = $1 AND ends_at > $2',
      key,
      now,
    );
    return rows.length > 0;
  }

  function keyOf(counter: Counter, { organisation, username, place }: Guess): string {
    const account = [organisation, username];
    const parts = { ACCOUNT: account, PLACE: [place ?? ''], ACCOUNT_AT_PLACE: [...account, place ?? ''] } as const;
    return mark(counter, ...parts[counter]);
  }

  return {
    async take(guess, now) {
      const counters = countersOf(guess.place, await isOwnPlace(guess, now));
      const counted = counters.map(([counter, limit]) => ({ key: keyOf(counter, guess), waits: waitsOf(limit) }));
      const [row] = await db.$queryRawUnsafe<{ retry_at: Date | null }[]>(
        'SELECT take_guess($1::jsonb, $2, $3) AS retry_at',
        JSON.stringify(counted),
        now,
        FORGET_MS,
      );
      if (row?.retry_at) return { isTaken: false, retryAt: row.retry_at };
      const keys = counted.map(({ key }) => key);
      return {
        isTaken: true,
        async giveBack() {
          // Locked in the order in which guesses are taken.
          await db.$executeRawUnsafe(
            `UPDATE guess g SET guesses = greatest(g.guesses - 1, 0), open_at = '-infinity'
             FROM (SELECT key FROM guess WHERE key = ANY ($1) ORDER BY key FOR UPDATE) mine WHERE g.key = mine.key`,
            keys,
          );
        },
      };
    },
    async remember(userId, place, now) {
      if (place === null) return;
      const key = placeKey(userId, place);
      const endsAt = addHours(now, OWN_PLACE_DAYS * 24);
      await db.ownPlace.upsert({ where: { key }, create: { key, endsAt }, update: { endsAt } });
    },
    async tidy(now) {
      await db.guess.deleteMany({ where: { forgetAt: { lte: now } } });
      await db.ownPlace.deleteMany({ where: { endsAt: { lte: now } } });
    },
  };
}
