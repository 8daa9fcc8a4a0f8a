import type { MessageType } from '@samplan/care/generated/resolvers';
import type { Message, Recipient } from '@samplan/care/message/store';
import { prismaMessages } from '@samplan/care/message/store.prisma';
import { permit } from '@samplan/care/policy';
import type { UnitKind } from '@samplan/kit/access/viewer';
import { acknowledge as acknowledgeByRule, isOutstanding, read } from '@samplan/kit/message/domain';
import { allowed, present } from '../rule.ts';
import type { DemoUnit } from '../tree.ts';
import { type Actor, actorAt, atParty, type Case, latest } from './case.ts';

/** A party opens the latest message of a type without acknowledging it. */
export async function open(of: Case, by: UnitKind, type: MessageType, at: Date): Promise<void> {
  const actor = atParty(of, by, 'message.acknowledge', at);
  const message = latest(of, type);
  const before = actor && message && recipientAt(message, actor.unit);
  if (before) await store(of, actor, message, before, read(before, actor.viewer.userId, at));
}

/** A party acknowledges the latest message of a type. */
export async function acknowledge(of: Case, by: UnitKind, type: MessageType, at: Date): Promise<void> {
  const actor = atParty(of, by, 'message.acknowledge', at);
  const message = latest(of, type);
  if (actor && message) await acknowledgeOne(of, actor, message);
}

/** Every party acknowledges everything that it owes. */
export async function acknowledgeAll(of: Case, at: Date): Promise<void> {
  for (const unit of [of.ward, ...of.parties]) {
    const actor = present(actorAt(of, unit, 'message.acknowledge', at), `message.acknowledge at ${unit.name}`);
    for (const message of [...of.messages]) await acknowledgeOne(of, actor, message);
  }
}

async function acknowledgeOne(of: Case, by: Actor, message: Message): Promise<void> {
  const before = recipientAt(message, by.unit);
  if (!before || !isOutstanding(before)) return;
  const after = acknowledgeByRule(before, by.viewer.userId, by.at);
  if (after.ok) await store(of, by, message, before, after.value);
}

/** The message as it lies at a unit; undefined when it did not get it. */
export function recipientAt(message: Message, { unitId }: DemoUnit): Recipient | undefined {
  return message.recipients.find((recipient) => recipient.unitId === unitId);
}

async function store(of: Case, by: Actor, message: Message, before: Recipient, after: Recipient): Promise<void> {
  const grant = allowed(permit(by.viewer, 'message.acknowledge'));
  const isStored = await prismaMessages(of.db).saveRecipient(grant, message, before, after, by.access, by.at);
  if (!isStored) throw new Error(`the demo region has changed message ${message.id} already`);
  replace(
    of,
    message,
    message.recipients.map((recipient) => (recipient === before ? after : recipient)),
  );
}

/** Notes what became of a message at its recipients, as it is stored. */
export function replace(of: Case, message: Message, recipients: readonly Recipient[]): void {
  of.messages[of.messages.indexOf(message)] = { ...message, recipients };
}
