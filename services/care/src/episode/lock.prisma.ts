import type { Prisma } from '../generated/prisma/client.ts';
import type { EpisodeState } from '../generated/resolvers.ts';

/** An episode's row, as those need it who wait for it. */
interface Locked {
  readonly state: EpisodeState;
  /** How many acknowledgements are owed. */
  readonly outstanding: number;
}

/**
 * Locks an episode until the commit. Whatever changes in an episode takes the episode's row first: else two that change it at once,
 * one beginning with the row and one with a message, wait for each other.
 * @param episodeId - null outside an episode, where there is nothing to lock.
 * @returns the row as it stays; null when there is none.
 */
export async function lockEpisode(tx: Prisma.TransactionClient, episodeId: string | null): Promise<Locked | null> {
  if (episodeId === null) return null;
  // The columns hold only what our own rules wrote.
  const [locked] = await tx.$queryRawUnsafe<Locked[]>(
    'SELECT state, outstanding FROM care_episode WHERE id = $1 FOR UPDATE',
    episodeId,
  );
  return locked ?? null;
}
