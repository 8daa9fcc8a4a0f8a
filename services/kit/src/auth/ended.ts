import type { Database } from '../db/database.ts';
import type { UntoldEnds } from './untold.ts';

/** What is known to have ended, in memory: by the subgraph's own database, and by what identity has not told it yet. */
export interface Ended {
  hasSession(id: string): boolean;
  hasAssignment(id: string): boolean;
  noteSession(id: string): void;
  /** Before the database is read again. */
  noteAssignment(id: string): void;
  /** Reads everything in the database that matters. */
  read(): Promise<void>;
  readAssignments(): Promise<void>;
  /**
   * Adds what is not told yet.
   * @returns whether something that was not told before is told now, and so has to be read from the database.
   */
  add(untold: UntoldEnds): boolean;
  /** Only this is still not told; the rest of what was added has been read. */
  keepOnly(untold: UntoldEnds): void;
}

/**
 * Makes an empty memory.
 * @param keepForMs - how long an ended session matters: the life of an access token and a margin.
 */
export function rememberEnded(o: {
  readonly database: Database;
  readonly now: () => Date;
  readonly keepForMs: number;
}): Ended {
  /** With the time when each may be forgotten. */
  const sessions = new Map<string, number>();
  /** The same of assignments that were noted. */
  const noted = new Map<string, number>();
  let assignments: ReadonlySet<string> = new Set();
  let untoldAssignments: ReadonlySet<string> = new Set();
  let readings = 0;
  /** Number of the reading that `assignments` are of: a slow one must not replace a later one. */
  let latest = 0;

  function noteSession(id: string): void {
    sessions.set(id, o.now().getTime() + o.keepForMs);
  }

  function noteAssignment(id: string): void {
    noted.set(id, o.now().getTime() + o.keepForMs);
  }

  function forgetNoted(): void {
    const now = o.now().getTime();
    for (const known of [sessions, noted]) for (const [id, until] of known) if (until < now) known.delete(id);
  }

  async function readAssignments(): Promise<void> {
    readings += 1;
    const reading = readings;
    const { rows } = await o.database.pool.query<{ id: string }>(
      'SELECT assignment_id AS id FROM kit.assignment WHERE NOT is_active',
    );
    if (reading < latest) return;
    latest = reading;
    assignments = new Set(rows.map((row) => row.id));
  }

  return {
    hasSession: (id) => sessions.has(id),
    hasAssignment: (id) => assignments.has(id) || untoldAssignments.has(id) || noted.has(id),
    noteSession,
    noteAssignment,
    async read() {
      const { rows } = await o.database.pool.query<{ id: string }>(
        'SELECT session_id AS id FROM kit.ended_session WHERE ended_at > $1',
        [new Date(o.now().getTime() - o.keepForMs)],
      );
      for (const { id } of rows) noteSession(id);
      await readAssignments();
    },
    readAssignments,
    add(untold) {
      for (const id of untold.sessions) noteSession(id);
      untoldAssignments = new Set([...untoldAssignments, ...untold.assignments]);
      return untoldAssignments.size > new Set(untold.assignments).size;
    },
    keepOnly(untold) {
      untoldAssignments = new Set(untold.assignments);
      forgetNoted();
    },
  };
}
