import type { Grant, Reach } from '@samplan/kit/access/policy';
import type { HandingOn, Recipient } from '@samplan/kit/message/domain';
import { type Doer, handingOver, noteMovements, storeRecipients, updateRecipient } from '@samplan/kit/message/rows';
import type { Prisma } from '../generated/prisma/client.ts';

/**
 * Stores that a message goes from one unit to others, and the steps of its way.
 * @returns false when somebody else was first.
 */
export async function storeHandingOn(
  tx: Prisma.TransactionClient,
  messageId: string,
  before: Recipient,
  handingOn: HandingOn,
  by: Doer,
  now: Date,
): Promise<boolean> {
  if (!(await updateRecipient(tx, messageId, before, handingOn.from))) return false;
  await storeRecipients(tx, messageId, handingOn.to);
  await noteMovements(tx, messageId, handingOver(handingOn), by, now);
  return true;
}

/** Who does something with a message, at the unit where this person works. */
export function doerOf({ viewer }: Pick<Grant<string, Reach>, 'viewer'>): Doer {
  return { userId: viewer.userId, unitId: viewer.assignment.unitId };
}
