import type { Role } from '@samplan/kit/access/viewer';
import { ok, type Result, refused } from '@samplan/kit/result';
import type { Day } from '@samplan/kit/time';
import type { Channel, Executor, Work } from '../connected/domain.ts';
import type { AccessOrderState, AccessOrderStateRefuses, TokensOutcome } from '../generated/resolvers.ts';

/** What is ordered (F-402). */
export type OrderKind = 'NEW_EMPLOYMENT' | 'CHANGE' | 'END' | 'CERTIFICATE' | 'SUBCONTRACTOR' | 'MOVE' | 'HAND_OVER';

/** Is it what a manager reports: a new user, or an end (F-021, F-032, F-042)? */
export function isReport(kind: OrderKind): boolean {
  return kind === 'NEW_EMPLOYMENT' || kind === 'SUBCONTRACTOR' || kind === 'END';
}

/** How far an order has come, as stored; that it is confirmed shows in `confirmedAt`. */
export type StoredState = Exclude<AccessOrderState, 'CONFIRMED'>;

/** Samplan itself among the systems of an order. */
export const SAMPLAN = 'SAMPLAN';

/** The step that tells what happened to the tokens of a unit that is handed over (F-125). */
export const HANDLE_TOKENS = 'HANDLE_TOKENS';

/** Something that an order has done in one system. */
export interface OrderStep {
  readonly id: string;
  readonly system: string;
  readonly entitlement: string | null;
  readonly work: Work;
  readonly action: string;
  readonly executors: readonly Executor[];
  /** Which message tells of the credentials that come of it; null where none can. */
  readonly message: string | null;
  readonly doneAt: Date | null;
  readonly doneById: string | null;
  readonly hasCredentials: boolean;
  readonly collectedAt: Date | null;
  /** What happened to the tokens (F-125), where the step was about them and is done. */
  readonly tokens: TokensOutcome | null;
}

/** An order of access (sv. behörighetsbeställning). */
export interface AccessOrder {
  readonly id: string;
  readonly version: number;
  readonly principalId: string;
  readonly administrationId: string;
  readonly kind: OrderKind;
  readonly channel: Channel;
  readonly state: StoredState;
  readonly orderedById: string;
  readonly ordererUnitId: string;
  readonly confirmationEmail: string;
  readonly placedAt: Date;
  readonly confirmedAt: Date | null;
  readonly unitId: string;
  readonly toUnitId: string | null;
  readonly role: Role | null;
  readonly employment: 'PERMANENT' | 'TEMPORARY' | null;
  readonly validTo: Day | null;
  readonly endsOn: Day | null;
  readonly personId: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly email: string | null;
  readonly hasIdentityNumber: boolean;
  /** Of a new user: whose card signs in to the account (G-130). */
  readonly hsaId: string | null;
  /** What is replaced, ended or moved. */
  readonly assignmentIds: readonly string[];
  readonly subcontractor: string | null;
  /** By which access goes on after the unit is closed (F-122). */
  readonly agreement: string | null;
  readonly reason: string | null;
  readonly steps: readonly OrderStep[];
}

/** A step together with its order. */
export interface StepOfOrder {
  readonly order: AccessOrder;
  readonly step: OrderStep;
}

/** The state that people see. */
export function shownState({ state, confirmedAt }: Pick<AccessOrder, 'state' | 'confirmedAt'>): AccessOrderState {
  return state === 'PLACED' && confirmedAt ? 'CONFIRMED' : state;
}

/** May the order still be refused or withdrawn: is nothing of it executed? */
export function isUntouched({ state, steps }: Pick<AccessOrder, 'state' | 'steps'>): boolean {
  return state === 'PLACED' && steps.every((step) => step.doneAt === null);
}

/** Samplan's own step that waits; null when there is none or it is done. */
export function waitingOwnStep({ state, steps }: Pick<AccessOrder, 'state' | 'steps'>): OrderStep | null {
  if (state !== 'PLACED') return null;
  return steps.find((step) => step.system === SAMPLAN && !step.doneAt) ?? null;
}

/** The step with the id, as long as it waits and is not Samplan's own. */
export function waitingStep(order: Pick<AccessOrder, 'state' | 'steps'>, stepId: string): OrderStep | null {
  if (order.state !== 'PLACED') return null;
  return order.steps.find((step) => step.id === stepId && step.system !== SAMPLAN && !step.doneAt) ?? null;
}

/** The step whose credentials can be given anew: they were given, and the orderer has not said that the user has them. */
export function issuedStep(order: Pick<AccessOrder, 'state' | 'steps'>, stepId: string): OrderStep | null {
  if (!OPEN.has(order.state)) return null;
  return order.steps.find((step) => step.id === stepId && step.hasCredentials) ?? null;
}

/** States in which something can still happen by itself. */
const OPEN: ReadonlySet<StoredState> = new Set(['PLACED', 'EXECUTED', 'DELIVERED']);

/**
 * The state after steps were done or credentials fetched: `EXECUTED` when every step is done, `DELIVERED` when the credentials are
 * fetched as well (F-403, F-404), `EXECUTED` again when they are given anew; `DONE` at once where there were none.
 */
export function stateAfter(order: Pick<AccessOrder, 'state' | 'steps'>): StoredState {
  if (!OPEN.has(order.state)) return order.state;
  if (order.steps.some((step) => !step.doneAt)) return 'PLACED';
  const withCredentials = order.steps.filter((step) => step.hasCredentials);
  if (withCredentials.length === 0) return 'DONE';
  return withCredentials.every((step) => step.collectedAt) ? 'DELIVERED' : 'EXECUTED';
}

/**
 * Closes an order of which nothing is executed.
 * @returns the new state; or `AccessOrderStateRefuses`.
 */
export function close<S extends 'REFUSED' | 'WITHDRAWN'>(
  order: AccessOrder,
  as: S,
): Result<S, AccessOrderStateRefuses> {
  return isUntouched(order) ? ok(as) : refused(stateRefuses(order));
}

/** Ends an order whose credentials the orderer has fetched and handed to the user (F-404 (4), (5)). */
export function finish(order: AccessOrder): Result<'DONE', AccessOrderStateRefuses> {
  return order.state === 'DELIVERED' ? ok('DONE') : refused(stateRefuses(order));
}

/** The problem that the order is in a state in which this cannot be done. */
export function stateRefuses(order: Pick<AccessOrder, 'state' | 'confirmedAt'>): AccessOrderStateRefuses {
  return {
    __typename: 'AccessOrderStateRefuses',
    code: 'ACCESS_ORDER_STATE_REFUSES',
    message: 'Beställningen är inte i ett läge där detta går. Läs in den på nytt och se vad som återstår.',
    state: shownState(order),
  };
}
