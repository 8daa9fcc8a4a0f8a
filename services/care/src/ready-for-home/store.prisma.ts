import { readerOf } from '@samplan/kit/access/reader';
import { transact } from '@samplan/kit/db/transaction';
import { found } from '@samplan/kit/found';
import { groupsInOrder } from '@samplan/kit/ordered';
import { refused } from '@samplan/kit/result';
import { type Clock, systemClock } from '@samplan/kit/time';
import { z } from 'zod';
import { noteChange } from '../episode/change.prisma.ts';
import { AT_WARD } from '../episode/domain.ts';
import { lockEpisode } from '../episode/lock.prisma.ts';
import { stateRefuses } from '../episode/problems.ts';
import type { PrismaClient, ReadyForHomeVersion as Row } from '../generated/prisma/client.ts';
import { isClosedSql } from '../reader.ts';
import { tick } from './domain.ts';
import type { ChecklistStore, SavedChecklist } from './store.ts';

const IS_CLOSED = isClosedSql(2, 'v.unit_id');

/**
 * Lists in PostgreSQL.
 * @param clock - for what opens and closes by itself.
 */
export function prismaChecklists(db: PrismaClient, clock: Clock = systemClock): ChecklistStore {
  return {
    async ofEpisodes(grant, episodeIds) {
      const closed = await db.$queryRawUnsafe<Pick<Row, 'episodeId' | 'unitId'>[]>(
        `SELECT DISTINCT v.episode_id AS "episodeId", v.unit_id AS "unitId"
         FROM ready_for_home_version v JOIN care_episode e ON e.id = v.episode_id
         WHERE v.episode_id = ANY ($1) AND ${IS_CLOSED}`,
        episodeIds,
        readerOf(grant, clock()),
      );
      const rows = await db.readyForHomeVersion.findMany({
        where: { episodeId: { in: [...episodeIds] }, NOT: { OR: closed } },
        orderBy: [{ version: 'desc' }, { unitId: 'asc' }],
      });
      const closedOf = groupsInOrder(episodeIds, closed, ({ episodeId }) => episodeId);
      return groupsInOrder(episodeIds, rows.map(toSaved), ({ episodeId }) => episodeId).map((saved, i) => ({
        saved,
        closedUnitIds: (closedOf[i] ?? []).map(({ unitId }) => unitId),
      }));
    },
    async tick(grant, { id: episodeId, patientId }, version, listId, given, access, now) {
      return await transact(db, async (tx) => {
        const { state } = found(await lockEpisode(tx, episodeId));
        if (!AT_WARD.includes(state)) return refused(stateRefuses(state));
        const { unitId } = grant.reach;
        const row = await tx.readyForHomeVersion.findFirst({
          where: { episodeId, unitId },
          orderBy: { version: 'desc' },
        });
        const ticked = tick(row && toSaved(row), version, { unitId, listId }, given);
        if (!ticked.ok) return ticked;
        const by = { userId: grant.viewer.userId, unitId };
        const { ticks, ...next } = ticked.value;
        await tx.readyForHomeVersion.create({
          data: {
            episodeId,
            unitId,
            version: next.version,
            listId: next.listId,
            ticks: Object.fromEntries(Object.entries(ticks).map(([key, one]) => [key, { ...one }])),
            savedAt: now,
            savedByUserId: by.userId,
          },
        });
        const change = { episodeId, kind: 'READY_FOR_HOME', column: null, subjectId: unitId } as const;
        await noteChange(tx, { ...change, before: row && 'SAVED', after: 'SAVED' }, by, now);
        await tx.careEpisode.update({ where: { id: episodeId }, data: { latestChangeAt: now } });
        await access.write(tx, grant, { patientId, subjectId: episodeId });
        return ticked;
      });
    },
  };
}

const stored = z.record(z.string(), z.object({ isTicked: z.boolean(), comment: z.string().nullable() }));

function toSaved({ ticks, ...row }: Row): SavedChecklist {
  return { ...row, ticks: stored.parse(ticks) };
}
