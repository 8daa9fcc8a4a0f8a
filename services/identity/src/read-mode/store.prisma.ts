import { storeReadModes } from '@samplan/kit/copies/reach';
import { transact } from '@samplan/kit/db/transaction';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { found } from '@samplan/kit/found';
import { readModeChanged } from '@samplan/schema/events/reach';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { ReadMode, ReadModeStore } from './store.ts';

/** Read modes in PostgreSQL. Each decision is a row of its own: the rows are the history. */
export function prismaReadModes(db: PrismaClient): ReadModeStore {
  return {
    async set(grant, mode, access) {
      const { principalId } = grant.reach;
      return await transact(db, async (tx) => {
        const eventId = await decideReadMode(tx, principalId, mode, grant.viewer.userId);
        await access.writeOwn(tx, grant.action, { subjectId: principalId });
        return eventId;
      });
    },
    async of(principalId) {
      const [row] = await db.$queryRawUnsafe<ReadMode[]>(
        `SELECT d.is_on AS "isOn", d.reason, d.decided_at AS since
         FROM kit.read_mode m JOIN read_mode_decision d USING (region_id, version)
         WHERE m.is_on AND $1 = ANY (m.principal_ids)`,
        principalId,
      );
      return row ?? null;
    },
  };
}

/**
 * Decides for a region, and tells the other subgraphs.
 * @param byUserId - null for the operator.
 * @returns id of the event.
 */
export async function decideReadMode(
  tx: Prisma.TransactionClient,
  regionId: string,
  { isOn, reason, since }: ReadMode,
  byUserId: string | null,
): Promise<string> {
  await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended('read-mode:' || $1, 0))`, regionId);
  const latest = await tx.readModeDecision.findFirst({ where: { regionId }, orderBy: { version: 'desc' } });
  const version = (latest?.version ?? 0) + 1;
  await tx.readModeDecision.create({
    data: { regionId, version, isOn, reason, decidedAt: since, decidedByUserId: byUserId },
  });
  const principals = await tx.$queryRawUnsafe<{ id: string }[]>(
    'SELECT DISTINCT principal_id AS id FROM kit.unit WHERE region_id = $1 ORDER BY id',
    regionId,
  );
  const principalIds = [...new Set([regionId, ...principals.map(({ id }) => id)])];
  const data = { regionId, principalIds, isOn, version };
  await storeReadModes(tx, [data]);
  const [eventId] = await writeEvents(tx, [newEvent(readModeChanged, regionId, data)], since);
  return found(eventId);
}
