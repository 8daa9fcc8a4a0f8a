import type { AssuranceLevel, Proof } from '@samplan/kit/access/assurance';
import type { Capability } from '@samplan/kit/access/capability';
import type { Viewer } from '@samplan/kit/access/viewer';
import type { Environment } from '@samplan/kit/server/subgraph';
import { addDays, startOfStockholmDay } from '@samplan/kit/time';
import { capabilitiesOf } from '../assignment/matrix.ts';
import type { Assignment } from '../assignment/store.ts';
import type { Responsibilities } from '../responsibilities/text.ts';
import type { Entry } from './entry.ts';
import { type MissingCondition, missingOf, WITHHOLDING } from './missing.ts';

/** What rights depend on of the account that a session is of. */
export interface AccountState {
  /** The password is not the user's own choice, or somebody else may know it. */
  readonly passwordMustChange: boolean;
  /** Version of the text about responsibilities that was accepted last; 0 for none. */
  readonly acceptedResponsibilities: number;
  /** Where the account is valid. */
  readonly environment: Environment;
}

/** From sign-in to sign-out. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly assignmentId: string | null;
  /** Ends unless it is refreshed before. */
  readonly idleEndsAt: Date;
  /** Ends whatever happens. */
  readonly endsAt: Date;
  readonly proof: Proof;
  readonly account: AccountState;
  /** By which entry it began; it is worked in with assignments of that entry. */
  readonly entry: Entry;
}

/** Limits of sessions. */
export interface SessionRules {
  readonly idleMinutes: number;
  readonly maxHours: number;
  readonly accessTokenMinutes: number;
  /** How long after proving who one is one may sign (G-146). */
  readonly signatureMinutes: number;
  /** Sessions of a lower level have no rights (G-144). */
  readonly minAssurance: AssuranceLevel;
  /** Where this installation stands. */
  readonly environment: Environment;
  /** Sessions of users who have not accepted them have no rights (F-420 to F-425). */
  readonly responsibilities: Responsibilities;
}

/** What `myContext` tells. */
export interface SessionContext {
  readonly assignment: Assignment | null;
  readonly capabilities: readonly Capability[];
  readonly sessionEndsAt: Date;
  readonly missing: readonly MissingCondition[];
}

const MINUTE_MS = 60_000;

/** When a session ends that is used now. */
export function idleEnd(session: Pick<Session, 'endsAt'>, rules: SessionRules, now: Date): Date {
  return earliest(session.endsAt, new Date(now.getTime() + rules.idleMinutes * MINUTE_MS));
}

/** When an access token expires that is made now: soon, and never after the session or the assignment. */
export function accessTokenEnd(
  session: Pick<Session, 'idleEndsAt' | 'endsAt'>,
  assignment: Pick<Assignment, 'validTo'> | null,
  rules: SessionRules,
  now: Date,
): Date {
  const soon = new Date(now.getTime() + rules.accessTokenMinutes * MINUTE_MS);
  const last = assignment?.validTo ? startOfStockholmDay(addDays(assignment.validTo, 1)) : soon;
  return earliest(soon, last, session.idleEndsAt, session.endsAt);
}

/**
 * Who the holder of the session is, with what the assignment allows (domain.md e), unless something that is missing withholds
 * all rights. Where an administration names networks, its rights are bound to them (F-162).
 *
 * @param address - where the client is; null when nobody knows.
 */
export function viewerOf(
  session: Pick<Session, 'id' | 'userId' | 'proof' | 'account'>,
  assignment: Assignment | null,
  rules: Pick<SessionRules, 'minAssurance' | 'responsibilities' | 'signatureMinutes'>,
  address: string | null,
): Viewer {
  const isWithheld = missingOf(session, assignment, rules, address, []).some(({ code }) => WITHHOLDING.has(code));
  const capabilities =
    assignment && !isWithheld
      ? capabilitiesOf(assignment.administrationKind, assignment.role, assignment.unitKind)
      : [];
  const signsUntil = new Date(session.proof.authenticatedAt.getTime() + rules.signatureMinutes * MINUTE_MS);
  return {
    userId: session.userId,
    sessionId: session.id,
    assignment,
    capabilities: new Set(capabilities),
    proof: { ...session.proof, signsUntil },
    ...(assignment && !isWithheld && assignment.networks.length > 0 && { networks: assignment.networks }),
  };
}

function earliest(...instants: readonly Date[]): Date {
  return new Date(Math.min(...instants.map((instant) => instant.getTime())));
}
