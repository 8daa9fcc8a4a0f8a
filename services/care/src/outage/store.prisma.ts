import { transact } from '@samplan/kit/db/transaction';
import { inOrder } from '@samplan/kit/ordered';
import { z } from 'zod';
import type { Prisma, PrismaClient, OutageWindow as Row } from '../generated/prisma/client.ts';
import type { BackRegistration, OutageWindow } from './domain.ts';
import type { OutageStore } from './store.ts';

/** Outages in PostgreSQL. Each version of one is a row: the rows are the history. */
export function prismaOutages(db: PrismaClient): OutageStore {
  async function ofRegion(regionId: string): Promise<readonly OutageWindow[]> {
    const rows = await db.outageWindow.findMany({
      where: { regionId },
      distinct: ['id'],
      orderBy: [{ id: 'asc' }, { version: 'desc' }],
    });
    return rows.map(toWindow).sort((a, b) => b.beginsAt.getTime() - a.beginsAt.getTime());
  }

  return {
    ofRegion,
    async ofUnit(unitId) {
      const [unit] = await db.$queryRawUnsafe<{ regionId: string }[]>(
        'SELECT region_id AS "regionId" FROM kit.unit WHERE unit_id = $1',
        unitId,
      );
      return unit ? await ofRegion(unit.regionId) : [];
    },
    async save(grant, window, isNew, access, now) {
      const regionId = grant.reach.principalId;
      return await transact(db, async (tx) => {
        // One change of a region's outages at a time, so that what was read before still holds.
        await tx.$executeRawUnsafe("SELECT pg_advisory_xact_lock(hashtextextended('outage:' || $1, 0))", regionId);
        const latest = await tx.outageWindow.findFirst({ where: { id: window.id }, orderBy: { version: 'desc' } });
        if (isNew ? latest !== null : latest?.regionId !== regionId || latest.version !== window.version - 1)
          return false;
        await tx.outageWindow.create({
          data: { ...window, regionId, savedAt: now, savedByUserId: grant.viewer.userId },
        });
        await access.writeOwn(tx, grant.action, { subjectId: window.id });
        return true;
      });
    },
    async ofEpisodes(episodeIds) {
      const rows = await db.backRegistration.findMany({ where: { episodeId: { in: [...episodeIds] } } });
      const windows = new Map<string, OutageWindow>();
      for (const row of await db.outageWindow.findMany({
        where: { id: { in: rows.map(({ windowId }) => windowId) } },
        orderBy: { version: 'asc' },
      })) {
        windows.set(row.id, toWindow(row));
      }
      const entered = rows.flatMap(({ episodeId, windowId, enteredAt, enteredByUserId, reason, agreements }) => {
        const window = windows.get(windowId);
        return window
          ? [{ episodeId, window, enteredAt, enteredByUserId, reason, agreements: stored.parse(agreements) }]
          : [];
      });
      return inOrder(episodeIds, entered, (row) => row.episodeId);
    },
  };
}

/** Notes, in the transaction that admits, that an episode is registered after an outage. */
export async function noteBackRegistration(
  tx: Prisma.TransactionClient,
  episodeId: string,
  { window, reason, agreements }: BackRegistration,
  byUserId: string,
  now: Date,
): Promise<void> {
  await tx.backRegistration.create({
    data: {
      episodeId,
      windowId: window.id,
      enteredAt: now,
      enteredByUserId: byUserId,
      reason,
      agreements: agreements.map((agreement) => ({ ...agreement })),
    },
  });
}

const stored = z.array(z.object({ unitId: z.string(), agreedOn: z.iso.date() }));

function toWindow({ regionId: _region, savedAt: _savedAt, savedByUserId: _savedBy, ...window }: Row): OutageWindow {
  return window;
}
