import type { AssuranceLevel } from '@samplan/kit/access/assurance';
import { endSession } from '@samplan/kit/auth/session-end';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import type { Environment } from '@samplan/kit/server/subgraph';
import { sessionEnded } from '@samplan/schema/events/identity';
import type { Prisma } from '../generated/prisma/client.ts';
import type { AccountState, Session } from './domain.ts';
import type { Entry } from './entry.ts';
import type { EndedSession, RefreshHash } from './store.ts';

/** A transaction in identity's database. */
export type Tx = Prisma.TransactionClient;

/** The columns of an account that a session's rights depend on. */
export const ACCOUNT = { passwordMustChange: true, acceptedResponsibilities: true, environment: true } as const;

/** The columns of a session and of its account. */
export const SESSION = {
  id: true,
  userId: true,
  assignmentId: true,
  idleEndsAt: true,
  endsAt: true,
  assurance: true,
  authenticatedAt: true,
  certificate: true,
  entry: true,
  user: { select: ACCOUNT },
} as const;

/** Sessions that have not ended, of accounts that are open. */
export function living(now: Date) {
  return { endedAt: null, idleEndsAt: { gt: now }, endsAt: { gt: now }, user: { isActive: true } } as const;
}

/** A row of {@link SESSION} as a session. */
export function toSession(row: Prisma.SessionGetPayload<{ select: typeof SESSION }> | null): Session | null {
  if (!row) return null;
  const { assurance, authenticatedAt, certificate, user, entry, ...session } = row;
  // Only our own code writes the columns.
  const proof = { assurance: assurance as AssuranceLevel, authenticatedAt, certificate };
  return { ...session, account: toAccount(user), entry: entry as Entry, proof };
}

/** A row of {@link ACCOUNT}. */
export function toAccount(row: Prisma.UserGetPayload<{ select: typeof ACCOUNT }>): AccountState {
  const { passwordMustChange, acceptedResponsibilities, environment } = row;
  // Only our own code writes the column.
  return { passwordMustChange, acceptedResponsibilities, environment: environment as Environment };
}

/** Gives a session a refresh token. */
export async function addToken(tx: Tx, sessionId: string, hash: RefreshHash, now: Date): Promise<void> {
  await tx.refreshToken.create({ data: { hash: bytes(hash), sessionId, issuedAt: now } });
}

/** Gives a session a refresh token; earlier ones stop working. */
export async function replaceTokens(tx: Tx, sessionId: string, hash: RefreshHash, now: Date): Promise<void> {
  await tx.refreshToken.deleteMany({ where: { sessionId, usedAt: null } });
  await addToken(tx, sessionId, hash, now);
}

/**
 * Ends a session.
 * @returns null when it had ended before.
 */
export async function endWithin(tx: Tx, sessionId: string, now: Date): Promise<EndedSession | null> {
  const { count } = await tx.session.updateMany({ where: { id: sessionId, endedAt: null }, data: { endedAt: now } });
  return count === 0 ? null : await tellEnded(tx, sessionId, now);
}

/** Ends every session of a user, but one where that is given, and every sign-in that waits for a second factor. */
export async function endAllWithin(
  tx: Tx,
  userId: string,
  except: string | null,
  now: Date,
): Promise<readonly EndedSession[]> {
  await voidChallenges(tx, userId, now);
  const going = await tx.session.updateManyAndReturn({
    where: { userId, endedAt: null, endsAt: { gt: now }, ...(except !== null && { id: { not: except } }) },
    data: { endedAt: now },
    select: { id: true },
  });
  const ended: EndedSession[] = [];
  for (const { id } of going) ended.push(await tellEnded(tx, id, now));
  return ended;
}

/** Sign-ins of a user that wait for the second factor go on no more. */
export async function voidChallenges(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.signInChallenge.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } });
}

async function tellEnded(tx: Tx, sessionId: string, now: Date): Promise<EndedSession> {
  await endSession(tx, sessionId, now);
  const data = { sessionId, endedAt: now.toISOString() };
  const [event] = await writeEvents(tx, [newEvent(sessionEnded, sessionId, data)], now);
  return { sessionId, event: event ?? null };
}

/** Prisma wants bytes over memory of their own. */
export function bytes(hash: RefreshHash): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hash);
}
