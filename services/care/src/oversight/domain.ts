import type { Recipient } from '@samplan/kit/message/domain';
import { ESCALATION_STEPS, type EscalationStep, escalationOf } from '@samplan/kit/message/escalation';
import { canReceive, isWard } from '../episode/domain.ts';
import type { MessageType, StuckReason, WritableMessageType } from '../generated/resolvers.ts';
import { RECIPIENT_KINDS } from '../message/types.ts';

/** A unit that got a message, with what is known of the unit. */
export interface Place {
  readonly recipient: Recipient;
  readonly isUnitActive: boolean;
  readonly hasUsers: boolean;
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

/** A unit as far as receiving goes. */
type Receiver = Exclude<Parameters<typeof canReceive>[0], null> & { readonly unitId: string };

/** What only wards send, and never get. */
const OF_WARDS: readonly MessageType[] = [
  'ADMISSION_NOTICE',
  'DISCHARGE_READY_NOTICE',
  'DISCHARGE_READY_INTERRUPTION',
  'DISCHARGE_MESSAGE',
];

/** Can a message of the type go to the unit? Not back to its sender, and only to the kinds of unit that such messages go to. */
export function canTake(type: MessageType, senderUnitId: string, unit: Receiver | null): boolean {
  if (unit === null || !unit.isActive || unit.unitId === senderUnitId) return false;
  const kinds = isWritable(type) ? RECIPIENT_KINDS[type] : null;
  if (kinds) return kinds.includes(unit.kind);
  return canReceive(unit) || (isWard(unit.kind) && !OF_WARDS.includes(type));
}

function isWritable(type: MessageType): type is WritableMessageType {
  return Object.hasOwn(RECIPIENT_KINDS, type);
}
