import type { Own } from '../care-plan/domain.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { PlanningTrack } from '../generated/resolvers.ts';
import { lockedParts } from './domain.ts';
import { partVersions } from './row.ts';

/** The parts of each episode's planning basis that stay as they are (G-108). */
export async function lockedOf(
  db: Pick<Prisma.TransactionClient, '$queryRawUnsafe'>,
  episodeIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Own[]>> {
  const rows = await db.$queryRawUnsafe<Row[]>(
    `SELECT DISTINCT ON (t.episode_id) t.episode_id AS "episodeId", t.track, t.basis, EXISTS (
       SELECT 1 FROM patient_link l JOIN kit.unit u ON u.unit_id = ANY (l.unit_ids)
       WHERE l.patient_id = e.patient_id AND u.kind = 'RESIDENCE') AS "inSpecialHousing"
     FROM planning_track_choice t JOIN care_episode e ON e.id = t.episode_id
     WHERE t.episode_id = ANY ($1) ORDER BY t.episode_id, t.version DESC`,
    episodeIds,
  );
  return new Map(
    rows.map(({ episodeId, track, basis, inSpecialHousing }) => [
      episodeId,
      lockedParts({ track, basis: partVersions(basis) }, inSpecialHousing),
    ]),
  );
}

interface Row {
  readonly episodeId: string;
  readonly track: PlanningTrack;
  readonly basis: unknown;
  readonly inSpecialHousing: boolean;
}
