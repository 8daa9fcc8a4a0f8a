import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { endAllWithin, living, replaceTokens, type Tx } from '../session/rows.prisma.ts';
import type { EndedSession } from '../session/store.ts';
import { type PasswordStore, type Suspicion, versionOf } from './store.ts';

const SUSPICION = {
  id: true,
  userId: true,
  reportedAt: true,
  handlings: { select: { note: true, handledAt: true, handledById: true }, orderBy: { number: 'asc' } },
} as const;
const NEWEST_FIRST = [{ replacedAt: 'desc' }, { id: 'desc' }] as const;

/**
 * Passwords in PostgreSQL.
 * @param noteEnded - tells this process at once that a session has ended.
 */
export function prismaPasswords(db: PrismaClient, noteEnded: (sessionId: string) => void): PasswordStore {
  function noted(ended: readonly EndedSession[]): readonly EndedSession[] {
    for (const { sessionId } of ended) noteEnded(sessionId);
    return ended;
  }

  return {
    async find(userId) {
      const row = await db.user.findUnique({
        where: { id: userId, isActive: true },
        include: { earlierPasswords: { select: { hash: true }, orderBy: [...NEWEST_FIRST] } },
      });
      if (!row) return null;
      const { username, givenName, familyName, passwordHash, earlierPasswords } = row;
      const hashes = [passwordHash, ...earlierPasswords.map(({ hash }) => hash)];
      return { owner: { username, givenName, familyName }, hashes };
    },
    async change({ userId, sessionId, before, next, refresh, now, access }) {
      const ended = await transact(db, async (tx) => {
        const { count } = await tx.user.updateMany({
          where: {
            id: userId,
            passwordHash: before,
            isActive: true,
            sessions: { some: { id: sessionId, ...living(now) } },
          },
          data: { passwordHash: next, passwordMustChange: false },
        });
        if (count === 0) return null;
        await tx.earlierPassword.create({ data: { id: newId('pwd'), userId, hash: before, replacedAt: now } });
        await replaceTokens(tx, sessionId, refresh, now);
        await access.writeOwn(tx, 'password.change', { subjectId: userId });
        return await endAllWithin(tx, userId, sessionId, now);
      });
      return ended && noted(ended);
    },
    async suspect(userId, now, access) {
      const ended = await transact(db, async (tx) => {
        const { principalId } = await tx.user.update({ where: { id: userId }, data: { passwordMustChange: true } });
        const id = newId('sus');
        await tx.credentialsSuspicion.create({ data: { id, userId, principalId, reportedAt: now } });
        await access.writeOwn(tx, 'credentials.suspect', { subjectId: id });
        return await endAllWithin(tx, userId, null, now);
      });
      return noted(ended);
    },
    async suspicions({ reach }, { first, after }, { unhandledOnly }) {
      return await db.credentialsSuspicion.findMany({
        where: {
          principalId: reach.principalId,
          ...(after !== null && { id: { lt: after } }),
          ...(unhandledOnly && { handlings: { none: {} } }),
        },
        select: SUSPICION,
        orderBy: { id: 'desc' },
        take: first + 1,
      });
    },
    async handle(grant, { suspicionId: id, version, note }, now, access) {
      const { viewer, reach } = grant;
      return await transact<Tx, Suspicion | 'CHANGED' | null>(db, async (tx) => {
        const where = { id, principalId: reach.principalId };
        const suspicion = await tx.credentialsSuspicion.findUnique({ where, select: SUSPICION });
        if (!suspicion) return null;
        if (versionOf(suspicion) !== version) return 'CHANGED';
        const handling = { note, handledAt: now, handledById: viewer.userId };
        await tx.suspicionHandling.create({ data: { suspicionId: id, number: version, ...handling } });
        await access.write(tx, grant, { subjectId: id });
        return { ...suspicion, handlings: [...suspicion.handlings, handling] };
      }).catch((error: unknown) => {
        if (isDuplicate(error)) return 'CHANGED';
        throw error;
      });
    },
  };
}
