import { transact } from '@samplan/kit/db/transaction';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { living, replaceTokens, type Tx } from '../session/rows.prisma.ts';
import type { ResponsibilitiesStore } from './store.ts';

/** What users have accepted, in PostgreSQL. */
export function prismaResponsibilities(db: PrismaClient): ResponsibilitiesStore {
  async function acceptedAt(tx: Tx, userId: string, version: number): Promise<Date | null> {
    const row = await tx.responsibilitiesAcceptance.findUnique({ where: { userId_version: { userId, version } } });
    return row?.acceptedAt ?? null;
  }

  return {
    acceptedAt: (userId, version) => acceptedAt(db, userId, version),
    async accept({ userId, sessionId, version, refresh, now, access }) {
      return await transact(db, async (tx) => {
        const { count } = await tx.user.updateMany({
          where: { id: userId, sessions: { some: { id: sessionId, ...living(now) } } },
          data: { acceptedResponsibilities: version },
        });
        if (count === 0) return null;
        await replaceTokens(tx, sessionId, refresh, now);
        const before = await acceptedAt(tx, userId, version);
        if (before) return before;
        await tx.responsibilitiesAcceptance.create({ data: { userId, version, acceptedAt: now } });
        await access.writeOwn(tx, 'responsibilities.accept', { subjectId: userId });
        return now;
      });
    },
  };
}
