import { setTimeout as sleep } from 'node:timers/promises';
import { storeReach } from '../copies/reach.ts';
import type { Database } from '../db/database.ts';
import { Bell } from '../events/bell.ts';
import type { Log } from '../server/log.ts';
import { within } from '../within.ts';
import { rememberEnded } from './ended.ts';
import { type AskUntold, DEADLINE_MS, IdentitySilent, type UntoldEnds } from './untold.ts';

/** Sessions and assignments whose tokens work no more. In memory, fed by the database and by identity. */
export interface Revocations {
  /** Is everything known that has ended, now or in a moment? While it is not, no token may be taken. */
  current(): Promise<boolean>;
  hasEndedSession(sessionId: string): boolean;
  hasEndedAssignment(assignmentId: string): boolean;
}

/** The same, and able to hear of an end before the database tells every process of it. */
export interface FollowedRevocations extends Revocations {
  /** A session that is noted here and rolled back later works no more, which errs on the safe side. */
  noteEndedSession(sessionId: string): void;
  /** The same for an assignment; what is noted here and rolled back works no more for some minutes. */
  noteEndedAssignment(assignmentId: string): void;
  /** Is everything known at this moment? */
  isCurrent(): boolean;
  close(): Promise<void>;
}

/**
 * How long an answer of identity holds. Who ends a session waits so long for those who do not hear of it: by then each has
 * heard, has asked anew, or takes no tokens.
 */
export const ANSWER_HOLDS_MS = 2000;
/** How often identity is asked. This, twice the time that an answer may take, and a retry: less than an answer holds. */
const ASK_MS = 500;
/** The same while something is not known, and after a failure. */
const RETRY_MS = 100;
/** How long a start waits for the first answer. Without one it goes on, and takes no tokens. */
const FIRST_ANSWER_MS = 3000;
/** How long a call waits for what is not known at the moment. */
const PATIENCE_MS = 1000;
const LOOK_MS = 10;

/**
 * Follows what ends. An end reaches a subgraph as an event, which may come late: the subgraph or its database was down, or much
 * stands before it. So identity is asked as well what it has not told yet: before the first token is taken, before the next one
 * when the subgraph or its database stood still, and all the time. What has ended is then either in the subgraph's database or
 * among what is not told; the former is read after the latter, so that nothing slips through between. Blocks and the like that are
 * not told are stored as if they had been.
 *
 * When identity falls, which shows in two failures in a row, those who knew everything go on: nothing ends while it is down. The
 * price is that a subgraph that is cut off from identity alone, while clients reach both, takes the token of an ended session
 * until it expires.
 *
 * @param keepForMs - how long an ended session matters: the life of an access token and a margin.
 * @throws whatever the database throws when it cannot be reached at the start.
 */
export async function followRevocations(o: {
  readonly database: Database;
  readonly askUntold: AskUntold;
  readonly now: () => Date;
  readonly keepForMs: number;
  readonly log: Log;
}): Promise<FollowedRevocations> {
  const ended = rememberEnded(o);
  const bell = new Bell();
  const closing = new AbortController();
  /** One unbroken time of listening to the database; null while nothing is heard. */
  let listening: symbol | null = null;
  /** The one within which everything was brought together last. */
  let broughtTogetherIn: symbol | null = null;
  /** When identity was asked last with an answer, or was found to have fallen. */
  let askedAt = 0;
  let silences = 0;
  let failures = 0;

  function isCurrent(): boolean {
    return listening !== null && listening === broughtTogetherIn && performance.now() - askedAt < ANSWER_HOLDS_MS;
  }

  async function ask(): Promise<UntoldEnds> {
    try {
      const untold = await within(DEADLINE_MS, o.askUntold(), () => new IdentitySilent());
      silences = 0;
      return untold;
    } catch (error) {
      silences += 1;
      // One failure may be of a connection that broke while this process stood still.
      if (silences >= 2 && isCurrent()) askedAt = performance.now();
      throw error;
    }
  }

  async function bringTogether(): Promise<void> {
    const during = listening;
    const began = performance.now();
    const untold = await ask();
    const isToldMore = ended.add(untold);
    await storeReach(o.database.pool, untold.reach);
    if (broughtTogetherIn !== during) await ended.read();
    else if (isToldMore) await ended.readAssignments();
    ended.keepOnly(untold);
    broughtTogetherIn = during;
    askedAt = began;
    failures = 0;
  }

  function noteFailure(error: unknown): void {
    failures += 1;
    const problem = error instanceof Error ? error.name : 'unknown';
    if (failures === 1) o.log.warn({ event: 'revocations.unknown', problem });
  }

  async function follow(): Promise<void> {
    while (!closing.signal.aborted) {
      await bringTogether().catch(noteFailure);
      await bell.wait(isCurrent() && failures !== 1 ? ASK_MS : RETRY_MS);
    }
  }

  async function current(patienceMs = PATIENCE_MS): Promise<boolean> {
    const deadline = performance.now() + patienceMs;
    while (!isCurrent() && performance.now() < deadline) await sleep(LOOK_MS);
    return isCurrent();
  }

  function beginAnew(): void {
    listening = Symbol('listening');
    bell.ring();
  }

  await ended.read();
  o.database.listen(
    'kit_ended',
    (payload) => {
      if (payload.startsWith('session:')) ended.noteSession(payload.slice('session:'.length));
      else if (payload === 'assignments') void ended.readAssignments().catch(() => listening && beginAnew());
      else beginAnew();
    },
    () => {
      listening = null;
    },
  );
  const following = follow();
  await current(FIRST_ANSWER_MS);

  return {
    isCurrent,
    current,
    hasEndedSession: ended.hasSession,
    hasEndedAssignment: ended.hasAssignment,
    noteEndedSession: ended.noteSession,
    noteEndedAssignment: ended.noteAssignment,
    async close() {
      closing.abort();
      bell.ring();
      await following;
    },
  };
}
