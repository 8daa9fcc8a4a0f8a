import { noteFound } from '@samplan/kit/access/loader';
import { stuckPage, unitsInReach, withPlaces } from '@samplan/kit/message/oversight-rows';
import { inOrder } from '@samplan/kit/ordered';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { MessageType } from '../generated/resolvers.ts';
import { toRecipient } from '../message/write.ts';
import type { OversightStore } from './store.ts';

/** Messages without their content in PostgreSQL. */
export function prismaOversight(db: PrismaClient): OversightStore {
  return {
    async stuck({ reach }, reason, page, now) {
      return await stuckPage(db, reach, reason, page, now);
    },
    async find(grant, ids, access) {
      const [rows, units] = await Promise.all([
        db.message.findMany({
          where: { id: { in: [...ids] } },
          select: {
            id: true,
            episodeId: true,
            patientId: true,
            type: true,
            senderUnitId: true,
            sentAt: true,
            recipients: { orderBy: { unitId: 'asc' } },
          },
        }),
        unitsInReach(db, grant.reach, ids),
      ]);
      const messages = rows.map((row) => ({
        ...row,
        // The column holds only what our own rules wrote.
        type: row.type as MessageType,
        recipients: row.recipients.map(toRecipient),
      }));
      const found = withPlaces(messages, units, grant.reach);
      await noteFound(access, grant, ids, found, async (missing) =>
        rows.filter(({ id }) => missing.includes(id)).map(({ id, patientId }) => ({ id, patientId, reason: null })),
      );
      return inOrder(ids, found, (message) => message.id);
    },
  };
}
