import { sessionEnded } from '@samplan/schema/events/identity';
import type { Database } from '../db/database.ts';
import type { Sql } from '../db/sql.ts';
import { type Handler, on } from '../events/inbox.ts';

/** Sessions and assignments whose tokens work no more. In memory, fed by the database. */
export interface Revocations {
  hasEndedSession(sessionId: string): boolean;
  hasEndedAssignment(assignmentId: string): boolean;
}

/** The same, and able to hear of an end before the database tells every process of it. */
export interface FollowedRevocations extends Revocations {
  /** Forgets nothing; a session that is noted here and rolled back later works no more, which errs on the safe side. */
  noteEndedSession(sessionId: string): void;
}

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

/**
 * Loads what has ended and follows what ends.
 * @param keepForMs - how long an ended session is remembered: the life of an access token and a margin.
 */
export async function followRevocations(
  database: Database,
  now: () => Date,
  keepForMs: number,
): Promise<FollowedRevocations> {
  let sessions = new Set<string>();
  let assignments = new Set<string>();

  async function loadSessions(): Promise<void> {
    const { rows } = await database.pool.query<{ id: string }>(
      'SELECT session_id AS id FROM kit.ended_session WHERE ended_at > $1',
      [new Date(now().getTime() - keepForMs)],
    );
    sessions = new Set([...rows.map((row) => row.id)]);
  }

  async function loadAssignments(): Promise<void> {
    const { rows } = await database.pool.query<{ id: string }>(
      'SELECT assignment_id AS id FROM kit.assignment WHERE NOT is_active',
    );
    assignments = new Set(rows.map((row) => row.id));
  }

  await Promise.all([loadSessions(), loadAssignments()]);
  database.listen('kit_ended', (payload) => {
    if (payload.startsWith('session:')) sessions.add(payload.slice('session:'.length));
    else void Promise.all([loadSessions(), loadAssignments()]).catch(() => {}); // the next notice or connection loads again
  });
  return {
    hasEndedSession: (id) => sessions.has(id),
    hasEndedAssignment: (id) => assignments.has(id),
    noteEndedSession: (id) => {
      sessions.add(id);
    },
  };
}

/** What a subgraph does when identity says that a session has ended. */
export function onSessionEnded<Tx extends Sql>(noted: (sessionId: string) => void): Handler<Tx> {
  return on(sessionEnded, async (tx, { sessionId, endedAt }) => {
    await endSession(tx, sessionId, new Date(endedAt));
    noted(sessionId);
  });
}
