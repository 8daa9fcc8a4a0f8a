import type { AccessLog } from '@samplan/kit/access/log';
import { forgetRows } from '@samplan/kit/db/forget';
import { transact } from '@samplan/kit/db/transaction';
import { addHours } from '@samplan/kit/time';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Session } from './domain.ts';
import {
  addToken,
  bytes,
  endAllWithin,
  endWithin,
  living,
  replaceTokens,
  SESSION,
  type Tx,
  toSession,
} from './rows.prisma.ts';
import type { EndedSession, SessionStore, Trade } from './store.ts';

/** Until a session is over, a token that comes twice ends it; a day more, it is noted who tried. $1: a day ago. */
const OVER = {
  table: 'refresh_token',
  where: 'issued_at < $1 AND EXISTS (SELECT FROM session s WHERE s.id = session_id AND s.ends_at < $1)',
  inOrderOf: 'issued_at',
};

/**
 * Sessions in PostgreSQL.
 * @param noteEnded - tells this process at once that a session has ended.
 */
export function prismaSessions(db: PrismaClient, noteEnded: (sessionId: string) => void): SessionStore {
  return {
    async start(session, refresh, now, access) {
      await transact(db, async (tx) => {
        const { proof, account: _, ...data } = session;
        await tx.session.create({ data: { ...data, ...proof, startedAt: now } });
        await addToken(tx, session.id, refresh, now);
        const by = { userId: session.userId, sessionId: session.id, assignment: null };
        await access.writeOwn(tx, 'session.start', { subjectId: session.id }, by);
        const { assignmentId } = session;
        if (assignmentId) await access.writeOwn(tx, 'session.choose-assignment', { subjectId: assignmentId }, by);
      });
    },
    async find(id, now) {
      return toSession(await db.session.findFirst({ where: { id, ...living(now) }, select: SESSION }));
    },
    async trade(used, certificate, next, now, idleEndsAt, access) {
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
        if (token.usedAt) return await endOfTwice(tx, sessionId, now, access);
        const before = toSession(
          await tx.session.findFirst({ where: { id: sessionId, ...living(now) }, select: SESSION }),
        );
        if (isBoundToAnother(before, certificate)) return { kind: 'REFUSED' };
        await tx.refreshToken.update({ where: { hash }, data: { usedAt: now } });
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
        await replaceTokens(tx, sessionId, next, now);
        await access.writeOwn(tx, 'session.choose-assignment', { subjectId: assignmentId });
        return true;
      });
    },
    async prove(sessionId, proof, next, now, access) {
      return await transact(db, async (tx) => {
        const { count } = await tx.session.updateMany({ where: { id: sessionId, ...living(now) }, data: { ...proof } });
        if (count === 0) return null;
        await replaceTokens(tx, sessionId, next, now);
        await access.writeOwn(tx, 'session.prove', { subjectId: sessionId });
        return toSession(await tx.session.findUnique({ where: { id: sessionId }, select: SESSION }));
      });
    },
    async findOwn(userId, first, now) {
      const rows = await db.session.findMany({
        where: { userId, ...living(now) },
        select: { ...SESSION, startedAt: true, assignment: { select: { unitId: true } } },
        orderBy: { id: 'desc' },
        take: first,
      });
      return rows.flatMap(({ startedAt, assignment, ...row }) => {
        const session = toSession(row);
        if (!session) return [];
        const { id, idleEndsAt, entry, proof } = session;
        return [{ id, idleEndsAt, entry, startedAt, assurance: proof.assurance, unitId: assignment?.unitId ?? null }];
      });
    },
    async endOwn(userId, which, now, access) {
      const ended = await transact(db, async (tx) => {
        const all =
          'only' in which
            ? await endOne(tx, userId, which.only, now)
            : await endAllWithin(tx, userId, which.allBut, now);
        for (const { sessionId } of all) await access.writeOwn(tx, 'session.end', { subjectId: sessionId });
        return all;
      });
      for (const { sessionId } of ended) noteEnded(sessionId);
      return ended;
    },
    async end(sessionId, now, access) {
      const event = await transact(db, async (tx) => {
        const ended = await endWithin(tx, sessionId, now);
        if (ended) await access.writeOwn(tx, 'session.end', { subjectId: sessionId });
        return ended?.event ?? null;
      });
      noteEnded(sessionId);
      return event;
    },
    async tidy(now) {
      await forgetRows(db, OVER, addHours(now, -24));
    },
  };
}

async function endOne(tx: Tx, userId: string, id: string, now: Date): Promise<readonly EndedSession[]> {
  const own = await tx.session.findUnique({ where: { id, userId }, select: { id: true } });
  const ended = own && (await endWithin(tx, id, now));
  return ended ? [ended] : [];
}

/** Ends the session of a token that came twice. */
async function endOfTwice(tx: Tx, sessionId: string, now: Date, access: AccessLog): Promise<Trade> {
  const ended = await endWithin(tx, sessionId, now);
  if (ended) await access.writeOwn(tx, 'session.end', { subjectId: sessionId });
  return { kind: 'USED_BEFORE', sessionId, event: ended?.event ?? null };
}

/** Does the session work with another certificate alone? */
function isBoundToAnother(session: Session | null, certificate: string | null): boolean {
  const bound = session?.proof.certificate ?? null;
  return bound !== null && bound !== certificate;
}
