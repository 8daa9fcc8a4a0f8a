import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { ACCOUNT, endAllWithin, toAccount } from '../session/rows.prisma.ts';
import { toUser, USER } from '../user/rows.prisma.ts';
import type { CardStore, Conversion } from './store.ts';

/**
 * Accounts and their cards in PostgreSQL.
 * @param noteEnded - tells this process at once that a session has ended.
 */
export function prismaCards(db: PrismaClient, noteEnded: (sessionId: string) => void): CardStore {
  return {
    async find(hsaId) {
      const row = await db.user.findUnique({
        where: { hsaId, isActive: true, convertedAt: { not: null } },
        select: { ...USER, ...ACCOUNT },
      });
      return row && { user: toUser(row), account: toAccount(row) };
    },
    async convert(userId, hsaId, now, access) {
      try {
        const conversion = await transact(db, async (tx): Promise<Conversion> => {
          const { count } = await tx.user.updateMany({
            where: { id: userId, isActive: true, convertedAt: null, OR: [{ hsaId: null }, { hsaId }] },
            data: { hsaId, convertedAt: now, passwordMustChange: false },
          });
          if (count === 0) return { kind: 'CONVERTED_BEFORE' };
          const by = { userId, sessionId: null, assignment: null };
          await access.writeOwn(tx, 'card.convert', { subjectId: userId }, by);
          return { kind: 'CONVERTED', ended: await endAllWithin(tx, userId, null, now) };
        });
        if (conversion.kind === 'CONVERTED') for (const { sessionId } of conversion.ended) noteEnded(sessionId);
        return conversion;
      } catch (error) {
        if (isDuplicate(error)) return { kind: 'CARD_OF_ANOTHER' };
        throw error;
      }
    },
  };
}
