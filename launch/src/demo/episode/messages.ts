import type { MessageType } from '@samplan/care/generated/resolvers';
import type { Message, Recipient } from '@samplan/care/message/store';
import { prismaMessages } from '@samplan/care/message/store.prisma';
import { permit } from '@samplan/care/policy';
import type { UnitKind } from '@samplan/kit/access/viewer';
import { newId } from '@samplan/kit/id';
import {
  acknowledge as acknowledgeByRule,
  forward as forwardByRule,
  isOutstanding,
  read,
} from '@samplan/kit/message/domain';
import { allowed, present } from '../rule.ts';
import type { DemoUnit } from '../tree.ts';
import { type Actor, actorAt, atParty, begun, type Case, latest, noteMessage } from './case.ts';

/** A party writes to all others. */
export async function write(
  of: Case,
  from: UnitKind,
  type: 'EXTRA_MESSAGE' | 'CARE_REPORT',
  at: Date,
  text: string,
): Promise<void> {
  const action = type === 'CARE_REPORT' ? 'care-report.send' : 'extra-message.send';
  const by = atParty(of, from, action, at);
  if (!by) return;
  const grant = allowed(permit(by.viewer, action));
  const message = { type, text, isLate: false, replacesEarlier: false };
  const { userId, assignment } = by.viewer;
  const request = { userId, unitId: assignment.unitId, key: newId('key'), action, input: null };
  const outcome = await prismaMessages(of.db).send(grant, begun(of), message, request, by.access, at);
  if (outcome.kind !== 'SENT') throw new Error(`the demo region cannot write: ${outcome.kind}`);
  await noteMessage(of, by, outcome.messageId);
}

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

/** A party hands the latest message of a type on to a unit of its own municipality (F-224). */
export async function forward(of: Case, by: UnitKind, type: MessageType, to: DemoUnit, at: Date): Promise<void> {
  const actor = atParty(of, by, 'message.forward', at);
  const message = latest(of, type);
  const before = actor && message && recipientAt(message, actor.unit);
  if (!before) return;
  const others = message.recipients.filter((other) => other !== before);
  const forwarding = forwardByRule(before, to.unitId, others, actor.viewer.userId, at);
  if (!forwarding.ok) throw new Error(`the demo region cannot forward: ${forwarding.problem}`);
  const grant = allowed(permit(actor.viewer, 'message.forward'));
  const { value } = forwarding;
  const isStored = await prismaMessages(of.db).saveHandingOn(grant, message, before, value, [to], actor.access, at);
  if (!isStored) throw new Error(`the demo region has changed message ${message.id} already`);
  replace(of, message, [
    ...others.filter((other) => !value.to.some(({ unitId }) => unitId === other.unitId)),
    value.from,
    ...value.to,
  ]);
  if (of.parties.includes(to)) return;
  of.parties.push(to);
  of.episode = { ...begun(of), version: begun(of).version + 1 };
}

function recipientAt(message: Message, { unitId }: DemoUnit): Recipient | undefined {
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

function replace(of: Case, message: Message, recipients: readonly Recipient[]): void {
  of.messages[of.messages.indexOf(message)] = { ...message, recipients };
}
