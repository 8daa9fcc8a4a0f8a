import { transact } from '@samplan/kit/db/transaction';
import { found } from '@samplan/kit/found';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { ParkedMailStore } from './store.ts';
import type { MailKind } from './texts.ts';

/** Parked mails in PostgreSQL. */
export function prismaParkedMails(db: PrismaClient): ParkedMailStore {
  return {
    async list({ reach }, { first, after }) {
      const rows = await db.outgoingMail.findMany({
        where: {
          administrationId: reach.administrationId,
          parkedAt: { not: null },
          ...(after !== null && { id: { lt: after } }),
        },
        orderBy: { id: 'desc' },
        take: first + 1,
      });
      return rows.map(({ id, kind, subjectId, message, to, attempts, parkedAt, problem }) => ({
        ...{ id, subjectId, message, attempts, problem },
        kind: kind as MailKind, // only our own code writes the column
        to: found(to), // kept until the mail has left
        parkedAt: found(parkedAt),
      }));
    },
    async retry(grant, id, to, access, now) {
      const { administrationId } = grant.reach;
      return await transact(db, async (tx) => {
        const { count } = await tx.outgoingMail.updateMany({
          where: { id, administrationId, parkedAt: { not: null } },
          data: { parkedAt: null, attempts: 0, dueAt: now, ...(to !== null && { to }) },
        });
        if (count === 1) {
          await access.write(tx, grant, { subjectId: id });
          return 'RETRIED';
        }
        return (await tx.outgoingMail.count({ where: { id, administrationId } })) === 1 ? 'BEFORE' : 'NONE';
      });
    },
  };
}
