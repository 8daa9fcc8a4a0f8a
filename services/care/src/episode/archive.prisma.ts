import { createAccessLog } from '@samplan/kit/access/log';
import type { ActiveAssignment } from '@samplan/kit/access/viewer';
import { transact } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { archive } from './domain.ts';
import { noteCourse, toEpisode, updateCourse } from './row.prisma.ts';

/** How many episodes go in one transaction. */
const AT_ONCE = 100;

/** What is archived, by whom and when. */
export interface Archiving {
  readonly regionId: string;
  /** Closed before this instant. */
  readonly closedBefore: Date;
  readonly by: { readonly userId: string; readonly assignment: ActiveAssignment };
  readonly now: Date;
}

/**
 * Archives a region's closed episodes whose messages are all acknowledged. Other subgraphs go on seeing them as closed. Can be broken
 * off and begun again.
 * @returns how many.
 */
export async function archiveEpisodes(
  db: PrismaClient,
  { regionId, closedBefore, by, now }: Archiving,
): Promise<number> {
  const runId = newId('arc');
  for (let count = 0; ; ) {
    const archived = await transact(db, async (tx) => {
      const ids = await tx.$queryRawUnsafe<{ id: string }[]>(
        `SELECT id FROM care_episode WHERE region_id = $1 AND state = 'CLOSED' AND closed_at < $2 AND outstanding = 0
         ORDER BY closed_at, id LIMIT $3 FOR UPDATE`,
        regionId,
        closedBefore,
        AT_ONCE,
      );
      const rows = await tx.careEpisode.findMany({ where: { id: { in: ids.map(({ id }) => id) } } });
      const access = createAccessLog({ sql: tx, viewer: null, requestId: runId, now: () => now });
      for (const before of rows.map(toEpisode)) {
        const after = archive(before);
        if (!after) throw new Error(`${before.id} is locked, and still not what was found`);
        await updateCourse(tx, before, after);
        await noteCourse(tx, before, after, { userId: by.userId, unitId: by.assignment.unitId }, now);
        const subject = { patientId: before.patientId, subjectId: before.id };
        await access.writeOwn(tx, 'episode.archive', subject, { ...by, sessionId: null });
      }
      return rows.length;
    });
    count += archived;
    if (archived < AT_ONCE) return count;
  }
}
