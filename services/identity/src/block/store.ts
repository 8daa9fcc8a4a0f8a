import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, UnitReach } from '@samplan/kit/access/policy';
import type { Day } from '@samplan/kit/time';
import type { Block, LiftGround } from './domain.ts';

/** What is known of a patient whose unit asks. */
export interface PatientFacts {
  /** Of a child, the day of coming of age; null for adults. */
  readonly minorUntil: Day | null;
}

/** A request of one care giver to another. */
export interface LiftRequest {
  readonly id: string;
  readonly block: Block;
  readonly reason: string;
  readonly requestedAt: Date;
  readonly requestedByUserId: string;
  readonly requestedByUnitId: string;
  readonly isGranted: boolean | null;
  readonly answeredAt: Date | null;
}

/** Something stored, with the event that everyone must hear before it holds everywhere. */
export interface Told<T> {
  readonly value: T;
  readonly eventId: string;
}

/** What registering came to. */
export type Registration =
  | { readonly kind: 'REGISTERED'; readonly eventId: string }
  | { readonly kind: 'IN_FORCE'; readonly block: Block };

type BlockGrant = Grant<'block.read' | 'block.register' | 'block.lift', UnitReach>;

/** The blocks. Reach: patients that the viewer's unit has a relation to, or blocks of the viewer's care giver. */
export interface BlockStore {
  /** Blocks in force, by patient; null without a relation. */
  inForce(
    grant: BlockGrant,
    patientIds: readonly string[],
    access: AccessLog,
    now: Date,
  ): Promise<readonly (readonly Block[] | null)[]>;
  /** What rules need of a patient; null without a relation. */
  patientFacts(grant: BlockGrant, patientId: string, access: AccessLog, now: Date): Promise<PatientFacts | null>;
  /** Stores a block. Of two of the same data, the second is refused. */
  register(
    grant: Grant<'block.register', UnitReach>,
    block: Block,
    access: AccessLog,
    now: Date,
  ): Promise<Registration>;
  /** Ends a block of the viewer's own unit, administration or care giver; null when there is none in force. */
  end(
    grant: Grant<'block.register', UnitReach>,
    blockId: string,
    access: AccessLog,
    now: Date,
  ): Promise<Told<Date> | null>;
  /** Notes that the viewer was shown who has blocked. */
  noteRevealed(
    grant: Grant<'block.lift', UnitReach>,
    patientId: string,
    ground: LiftGround,
    access: AccessLog,
    now: Date,
  ): Promise<void>;
  /** A block in force, and when the viewer was last shown who has blocked the patient's data; null when there is none. */
  findRevealed(
    grant: Grant<'block.lift', UnitReach>,
    blockId: string,
    access: AccessLog,
  ): Promise<{ readonly block: Block; readonly revealedAt: Date | null } | null>;
  /** Lifts a block for the viewer's unit. */
  lift(
    grant: Grant<'block.lift', UnitReach>,
    block: Block,
    lift: { readonly ground: LiftGround; readonly reason: string; readonly until: Date },
    access: AccessLog,
    now: Date,
  ): Promise<string>;
  /** Stores a request to the care giver that has blocked. */
  request(
    grant: Grant<'block.lift', UnitReach>,
    block: Block,
    reason: string,
    access: AccessLog,
    now: Date,
  ): Promise<LiftRequest>;
  /** Requests that the viewer's unit may answer, unanswered first. */
  requests(
    grant: Grant<'block.register', UnitReach>,
    first: number,
    access: AccessLog,
  ): Promise<readonly LiftRequest[]>;
  /**
   * Answers a request to the viewer's care giver. Granting lifts the block for the unit that asked.
   * @returns null when there is none; `ANSWERED` when somebody else was first.
   */
  answer(
    grant: Grant<'block.register', UnitReach>,
    requestId: string,
    isGranted: boolean,
    until: Date,
    access: AccessLog,
    now: Date,
  ): Promise<Told<LiftRequest> | 'ANSWERED' | null>;
}
