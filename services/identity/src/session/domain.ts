import type { Capability } from '@samplan/kit/access/capability';
import type { Viewer } from '@samplan/kit/access/viewer';
import { addDays, startOfStockholmDay } from '@samplan/kit/time';
import { capabilitiesOf } from '../assignment/matrix.ts';
import type { Assignment } from '../assignment/store.ts';

/** From sign-in to sign-out. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly assignmentId: string | null;
  /** Ends unless it is refreshed before. */
  readonly idleEndsAt: Date;
  /** Ends whatever happens. */
  readonly endsAt: Date;
}

/** Limits of sessions. */
export interface SessionTimes {
  readonly idleMinutes: number;
  readonly maxHours: number;
  readonly accessTokenMinutes: number;
}

/** What `myContext` tells. */
export interface SessionContext {
  readonly assignment: Assignment | null;
  readonly capabilities: readonly Capability[];
  readonly sessionEndsAt: Date;
  readonly hint: string | null;
}

const MINUTE_MS = 60_000;

/** When a session ends that is used now. */
export function idleEnd(session: Pick<Session, 'endsAt'>, times: SessionTimes, now: Date): Date {
  return earliest(session.endsAt, new Date(now.getTime() + times.idleMinutes * MINUTE_MS));
}

/** When an access token expires that is made now: soon, and never after the session or the assignment. */
export function accessTokenEnd(
  session: Pick<Session, 'idleEndsAt' | 'endsAt'>,
  assignment: Pick<Assignment, 'validTo'> | null,
  times: SessionTimes,
  now: Date,
): Date {
  const soon = new Date(now.getTime() + times.accessTokenMinutes * MINUTE_MS);
  const last = assignment?.validTo ? startOfStockholmDay(addDays(assignment.validTo, 1)) : soon;
  return earliest(soon, last, session.idleEndsAt, session.endsAt);
}

/** Who the holder of the session is, with what the assignment allows (domain.md e). */
export function viewerOf(session: Pick<Session, 'id' | 'userId'>, assignment: Assignment | null): Viewer {
  return {
    userId: session.userId,
    sessionId: session.id,
    assignment,
    capabilities: new Set(
      assignment ? capabilitiesOf(assignment.administrationKind, assignment.role, assignment.unitKind) : [],
    ),
  };
}

/** Why functions are missing and what to do (F-276, F-277); null when nothing is missing. */
export function hintFor(assignment: Pick<Assignment, 'unitKind'> | null): string | null {
  if (!assignment) return 'Välj enhet och roll att arbeta i med chooseAssignment. Innan dess syns inga funktioner.';
  if (assignment.unitKind === 'ORGANISATIONAL') {
    return 'Du är inloggad på en organisatorisk nivå där funktioner för patienter inte visas. Byt till en operativ enhet.';
  }
  return null;
}

function earliest(...instants: readonly Date[]): Date {
  return new Date(Math.min(...instants.map((instant) => instant.getTime())));
}
