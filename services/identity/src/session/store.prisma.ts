import type { AssuranceLevel } from '@samplan/kit/access/assurance';
import { endSession } from '@samplan/kit/auth/revocations';
import { transact } from '@samplan/kit/db/transaction';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { sessionEnded } from '@samplan/schema/events/identity';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { Session } from './domain.ts';
import type { RefreshHash, SessionStore, Trade } from './store.ts';

type Tx = Prisma.TransactionClient;

const SESSION = {
  id: true,
  userId: true,
  assignmentId: true,
  idleEndsAt: true,
  endsAt: true,
  assurance: true,
  authenticatedAt: true,
  certificate: true,
} as const;

function living(now: Date) {
  return { endedAt: null, idleEndsAt: { gt: now }, endsAt: { gt: now }, user: { isActive: true } } as const;
}

/**
 * Sessions in PostgreSQL.
 * @param noteEnded - tells this process at once that a session has ended.
 */
export function prismaSessions(db: PrismaClient, noteEnded: (sessionId: string) => void): SessionStore {
  async function endWithin(tx: Tx, sessionId: string, now: Date): Promise<string | null> {
    const { count } = await tx.session.updateMany({ where: { id: sessionId, endedAt: null }, data: { endedAt: now } });
    if (count === 0) return null;
    await endSession(tx, sessionId, now);
    const data = { sessionId, endedAt: now.toISOString() };
    const [event] = await writeEvents(tx, [newEvent(sessionEnded, sessionId, data)], now);
    return event ?? null;
  }

  return {
    async start(session, refresh, now, access) {
      await transact(db, async (tx) => {
        const { proof, ...data } = session;
        await tx.session.create({ data: { ...data, ...proof, startedAt: now } });
        await addToken(tx, session.id, refresh, now);
        const by = { userId: session.userId, sessionId: session.id, assignment: null };
        await access.writeOwn(tx, 'session.start', { subjectId: session.id }, by);
      });
    },
    async find(id, now) {
      return toSession(await db.session.findFirst({ where: { id, ...living(now) }, select: SESSION }));
    },
    async trade(used, next, now, idleEndsAt, access) {
      const hash = bytes(used);
      const traded = await transact(db, async (tx): Promise<Trade> => {
        // One change of a session at a time: a token that another request has just replaced is not one that came twice.
        await tx.$queryRawUnsafe(
          `SELECT 1 FROM session WHERE id = (SELECT session_id FROM refresh_token WHERE hash = $1) FOR UPDATE`,
          hash,
        );
        const token = await tx.refreshToken.findUnique({ where: { hash } });
        if (!token) return { kind: 'REFUSED' };
        const { sessionId } = token;
        if (token.usedAt) {
          const event = await endWithin(tx, sessionId, now);
          if (event) await access.writeOwn(tx, 'session.end', { subjectId: sessionId });
          return { kind: 'USED_BEFORE', sessionId, event };
        }
        await tx.refreshToken.update({ where: { hash }, data: { usedAt: now } });
        const before = toSession(
          await tx.session.findFirst({ where: { id: sessionId, ...living(now) }, select: SESSION }),
        );
        if (!before) return { kind: 'REFUSED' };
        const session = { ...before, idleEndsAt: idleEndsAt(before) };
        await tx.session.update({ where: { id: sessionId }, data: { idleEndsAt: session.idleEndsAt } });
        await addToken(tx, sessionId, next, now);
        return { kind: 'TRADED', session };
      });
      if (traded.kind === 'USED_BEFORE') noteEnded(traded.sessionId);
      return traded;
    },
    async choose(sessionId, assignmentId, next, now, access) {
      return await transact(db, async (tx) => {
        const { count } = await tx.session.updateMany({
          where: { id: sessionId, ...living(now) },
          data: { assignmentId },
        });
        if (count === 0) return false;
        await tx.refreshToken.deleteMany({ where: { sessionId, usedAt: null } });
        await addToken(tx, sessionId, next, now);
        await access.writeOwn(tx, 'session.choose-assignment', { subjectId: assignmentId });
        return true;
      });
    },
    async end(sessionId, now, access) {
      const event = await transact(db, async (tx) => {
        const ended = await endWithin(tx, sessionId, now);
        if (ended) await access.writeOwn(tx, 'session.end', { subjectId: sessionId });
        return ended;
      });
      noteEnded(sessionId);
      return event;
    },
  };
}

async function addToken(tx: Tx, sessionId: string, hash: RefreshHash, now: Date): Promise<void> {
  await tx.refreshToken.create({ data: { hash: bytes(hash), sessionId, issuedAt: now } });
}

function toSession(row: Prisma.SessionGetPayload<{ select: typeof SESSION }> | null): Session | null {
  if (!row) return null;
  const { assurance, authenticatedAt, certificate, ...session } = row;
  // Only our own code writes the column.
  return { ...session, proof: { assurance: assurance as AssuranceLevel, authenticatedAt, certificate } };
}

/** Prisma wants bytes over memory of their own. */
function bytes(hash: RefreshHash): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hash);
}
