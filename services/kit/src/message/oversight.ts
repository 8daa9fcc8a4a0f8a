import type { Recipient } from './domain.ts';
import { ESCALATION_STEPS, type EscalationStep, escalationOf } from './escalation.ts';
import type { Own } from './own.ts';

/** Why a message is stuck at a unit (B-02). */
export type StuckReason =
  | 'UNIT_ENDED'
  /** Nobody works there. */
  | 'NO_ACTIVE_USERS'
  /** Nobody acknowledged in time. */
  | 'OVERDUE';

/** A unit that got a message, with what is known of the unit. */
export interface Place {
  readonly recipient: Recipient;
  readonly isUnitActive: boolean;
  readonly hasUsers: boolean;
}

/** A unit in reach that got a message. */
export interface OverseenPlace extends Place {
  /** The step of the ladder from which waiting counts for the viewer. */
  readonly from: EscalationStep;
}

/** A message without its content, as whoever looks after messages has it. */
export interface Overseen {
  readonly id: string;
  readonly senderUnitId: string;
  readonly sentAt: Date;
  /** At the units in reach. */
  readonly places: readonly OverseenPlace[];
  /** At all units, for the rules of handing on. */
  readonly recipients: readonly Recipient[];
}

/**
 * Why a message is stuck at a unit (B-02); empty when it is not, or nothing is owed.
 * @param from - the step of the ladder from which waiting counts: of whoever asks (B-01).
 */
export function stuckBecause(
  { recipient, isUnitActive, hasUsers }: Place,
  from: EscalationStep,
  now: Date,
): readonly StuckReason[] {
  const step = escalationOf(recipient, now);
  if (step === null) return [];
  const reasons: StuckReason[] = [];
  if (!isUnitActive) reasons.push('UNIT_ENDED');
  if (!hasUsers) reasons.push('NO_ACTIVE_USERS');
  if (ESCALATION_STEPS.indexOf(step) >= ESCALATION_STEPS.indexOf(from)) reasons.push('OVERDUE');
  return reasons;
}

/** A message as it lies at one unit in reach; null when the unit is out of reach or did not get it. */
export function overseenAt<M extends Overseen>(message: M | null | undefined, unitId: string): Own<M> | null {
  const place = message?.places.find(({ recipient }) => recipient.unitId === unitId);
  return message && place ? { message, recipient: place.recipient } : null;
}

/** Where a message is moved from, and by whom. */
export interface Moving {
  readonly senderUnitId: string;
  readonly fromUnitId: string;
  /** Of whoever moves it. */
  readonly administrationId: string;
}

/**
 * May a stuck message be moved to the unit (F-013, F-037)? Within the administration, to a unit that is active, and neither where it is nor
 * back to its sender. What kinds of unit a message goes to, each subgraph says.
 */
export function canMoveTo<
  U extends { readonly unitId: string; readonly administrationId: string; readonly isActive: boolean },
>(unit: U | null, { senderUnitId, fromUnitId, administrationId }: Moving): unit is U {
  if (unit === null || !unit.isActive || unit.administrationId !== administrationId) return false;
  return unit.unitId !== fromUnitId && unit.unitId !== senderUnitId;
}
