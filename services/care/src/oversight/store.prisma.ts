import { overseenAmong, stuckPage } from '@samplan/kit/message/oversight-rows';
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
      return await overseenAmong(db, grant, ids, access, read(db, ids));
    },
  };
}

async function read(db: PrismaClient, ids: readonly string[]) {
  const rows = await db.message.findMany({
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
  });
  return rows.map((row) => ({
    ...row,
    // The column holds only what our own rules wrote.
    type: row.type as MessageType,
    recipients: row.recipients.map(toRecipient),
  }));
}
