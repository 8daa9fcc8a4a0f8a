import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { FirstResult, Repeatable } from '@samplan/kit/db/idempotency';
import type { PageRequest } from '@samplan/kit/page';
import type { AccessOrderState } from '../generated/resolvers.ts';
import type { AccessOrder, OrderStep, StoredState } from './domain.ts';
import type { Draft, HeldAssignment, OrderUnit } from './placing.ts';
import type { AdministrationReach, OrdererReach, OrderReaches } from './policy.ts';
import type { NewStep, Wanted } from './steps.ts';

/** Something that happened to an order. */
export interface Occurrence {
  readonly at: Date;
  readonly event: string;
  readonly state: StoredState;
  readonly userId: string | null;
}

/** Grants that let see an order. */
export type SeeGrant = Grant<keyof OrderReaches, OrdererReach | AdministrationReach>;

/** Grant to place. */
export type PlaceGrant = Grant<'order.place', OrdererReach>;
/** Grant to execute. */
export type ExecuteGrant = Grant<'order.execute', AdministrationReach>;

/** What an order is placed against. */
export interface FoundFacts {
  readonly unit: OrderUnit | null;
  readonly toUnit: OrderUnit | null;
  readonly held: readonly HeldAssignment[] | null;
  /** Current assignments of everybody whom the subcontractor has by earlier orders for the unit (F-173). */
  readonly ofSubcontractor: readonly HeldAssignment[];
  /** What the person has in connected systems. */
  readonly heldSystems: readonly Wanted[];
}

/** An order to store. */
export interface NewOrder {
  readonly id: string;
  readonly draft: Draft;
  readonly unitId: string;
  /** What is ended, replaced or moved. */
  readonly assignmentIds: readonly string[];
  readonly steps: readonly NewStep[];
}

/** Credentials in one system. */
export interface Credentials {
  readonly system: string;
  readonly username: string;
  readonly password: string;
}

/** First credentials of a new account. */
export interface FirstCredentials {
  /** The form of the username; a number is added where it is taken. */
  readonly username: string;
  readonly password: string;
  /** Of hashPassword. */
  readonly passwordHash: string;
}

/** What came of a step. */
export interface StepOutcome {
  readonly credentials: Omit<Credentials, 'system'> | null;
  readonly tokens: OrderStep['tokens'];
}

/** Credentials in the place of those that were lost. */
export interface FreshCredentials {
  /** In a connected system; in Samplan the account keeps its own. */
  readonly username?: string;
  readonly password: string;
  /** Of hashPassword, in Samplan. */
  readonly passwordHash?: string;
}

/** The orders of access. Reach: see {@link OrderReaches}. */
export interface OrderStore {
  /** The order; null out of reach. */
  find(grant: SeeGrant, id: string, access: AccessLog): Promise<AccessOrder | null>;
  /** Orders, the newest first: one more than the page has. */
  list(
    grant: SeeGrant,
    states: readonly AccessOrderState[] | null,
    page: PageRequest,
    access: AccessLog,
  ): Promise<readonly AccessOrder[]>;
  /** What has happened to the order. */
  historyOf(orderId: string): Promise<readonly Occurrence[]>;
  /** The identity number that the order states; the look is logged. */
  identityNumberOf(grant: SeeGrant, order: AccessOrder, access: AccessLog): Promise<string | null>;
  facts(grant: PlaceGrant, draft: Draft, now: Date): Promise<FoundFacts>;
  place(grant: PlaceGrant, order: NewOrder, request: Repeatable, access: AccessLog, now: Date): Promise<FirstResult>;
  /**
   * Executes Samplan's own step: makes, changes or ends account and assignments.
   * @param first - credentials, where an account is made.
   * @returns the order and events to wait for; or `HSA_ID_TAKEN`, when another account has the holder's; or null, when somebody
   *   else was first.
   */
  execute(
    grant: ExecuteGrant,
    before: AccessOrder,
    first: FirstCredentials | null,
    access: AccessLog,
    now: Date,
  ): Promise<{ readonly order: AccessOrder; readonly events: readonly string[] } | 'HSA_ID_TAKEN' | null>;
  /** Stores that a step is done. @returns null when somebody else was first. */
  completeStep(
    grant: SeeGrant,
    before: AccessOrder,
    stepId: string,
    outcome: StepOutcome,
    access: AccessLog,
    now: Date,
  ): Promise<AccessOrder | null>;
  /** Stores that the order is refused, withdrawn or done. @returns null when somebody else was first. */
  close(
    grant: SeeGrant,
    before: AccessOrder,
    state: 'REFUSED' | 'WITHDRAWN' | 'DONE',
    reason: string | null,
    access: AccessLog,
    now: Date,
  ): Promise<AccessOrder | null>;
  /**
   * Puts new credentials in the place of those that were lost; the old ones are void, and the orderer is told again.
   * @returns the order and events to wait for; or `IN_USE`, when the user has taken the account over; or null, when somebody else
   *   was first.
   */
  reissue(
    grant: SeeGrant,
    before: AccessOrder,
    stepId: string,
    fresh: FreshCredentials,
    access: AccessLog,
    now: Date,
  ): Promise<{ readonly order: AccessOrder; readonly events: readonly string[] } | 'IN_USE' | null>;
  /** Gives the credentials of a message and forgets them. @returns null when there are none, or somebody has fetched them. */
  collect(
    grant: Grant<'order.follow', OrdererReach>,
    before: AccessOrder,
    message: string,
    access: AccessLog,
    now: Date,
  ): Promise<{ readonly order: AccessOrder; readonly credentials: readonly Credentials[] } | null>;
}
