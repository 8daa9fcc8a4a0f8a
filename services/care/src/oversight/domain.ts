import { canReceive, isWard } from '../episode/domain.ts';
import type { MessageType, WritableMessageType } from '../generated/resolvers.ts';
import { RECIPIENT_KINDS } from '../message/types.ts';

/** A unit as far as receiving goes. */
type Receiver = Exclude<Parameters<typeof canReceive>[0], null>;

/** What only wards send, and never get. */
const OF_WARDS: readonly MessageType[] = [
  'ADMISSION_NOTICE',
  'DISCHARGE_READY_NOTICE',
  'DISCHARGE_READY_INTERRUPTION',
  'DISCHARGE_MESSAGE',
];

/** Does a message of the type go to units of this kind? */
export function canTake(type: MessageType, unit: Receiver): boolean {
  const kinds = isWritable(type) ? RECIPIENT_KINDS[type] : null;
  if (kinds) return kinds.includes(unit.kind);
  return canReceive(unit) || (isWard(unit.kind) && !OF_WARDS.includes(type));
}

function isWritable(type: MessageType): type is WritableMessageType {
  return Object.hasOwn(RECIPIENT_KINDS, type);
}
