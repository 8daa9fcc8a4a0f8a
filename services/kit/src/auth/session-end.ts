import { sessionEnded } from '@samplan/schema/events/identity';
import { forgetRows } from '../db/forget.ts';
import type { Sql } from '../db/sql.ts';
import { type Handler, on } from '../events/inbox.ts';

/**
 * Notes the end of a session, in the transaction that makes or hears it. Every process of the subgraph knows moments after
 * the commit.
 */
export async function endSession(tx: Sql, sessionId: string, endedAt: Date): Promise<void> {
  await tx.$executeRawUnsafe(
    'INSERT INTO kit.ended_session (session_id, ended_at) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    sessionId,
    endedAt,
  );
}

/** What a subgraph does when identity says that a session has ended. */
export function onSessionEnded<Tx extends Sql>(noted: (sessionId: string) => void): Handler<Tx> {
  return on(sessionEnded, async (tx, { sessionId, endedAt }) => {
    await endSession(tx, sessionId, new Date(endedAt));
    noted(sessionId);
  });
}

/**
 * Forgets sessions that ended before an instant. One that is heard of later is noted again, and forgotten with the next.
 * @param before - all tokens of theirs have expired, by the clock of every process.
 * @param signal - see {@link forgetRows}.
 * @returns how many were forgotten.
 */
export async function forgetEnded(sql: Sql, before: Date, signal?: AbortSignal): Promise<number> {
  const old = { table: 'kit.ended_session', where: 'ended_at < $1', inOrderOf: 'ended_at' };
  return await forgetRows(sql, old, before, signal);
}
