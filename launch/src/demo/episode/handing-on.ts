import type { MessageType } from '@samplan/care/generated/resolvers';
import { prismaMessages } from '@samplan/care/message/store.prisma';
import { permit } from '@samplan/care/policy';
import type { UnitKind } from '@samplan/kit/access/viewer';
import {
  delegate as delegateByRule,
  forward as forwardByRule,
  type HandOnRule,
  returnMisdirected,
} from '@samplan/kit/message/domain';
import { allowed, present } from '../rule.ts';
import type { DemoUnit } from '../tree.ts';
import { actorAt, atParty, atWard, begun, type Case, latest, noteMessage } from './case.ts';
import { recipientAt, replace } from './messages.ts';

/** A party hands the latest message of a type on to a unit of its own municipality (F-224). */
export async function forward(of: Case, by: UnitKind, type: MessageType, to: DemoUnit, at: Date): Promise<void> {
  const rule: HandOnRule = (recipient, ...rest) => forwardByRule(recipient, to.unitId, ...rest);
  await handOn(of, by, type, [to], rule, at);
}

/** A party hands the latest message of a type on to all units of its own municipality that it concerns (F-224). */
export async function delegate(
  of: Case,
  by: UnitKind,
  type: MessageType,
  to: readonly DemoUnit[],
  at: Date,
): Promise<void> {
  const unitIds = to.map(({ unitId }) => unitId);
  const rule: HandOnRule = (recipient, ...rest) => delegateByRule(recipient, unitIds, ...rest);
  await handOn(of, by, type, to, rule, at);
}

async function handOn(
  of: Case,
  by: UnitKind,
  type: MessageType,
  to: readonly DemoUnit[],
  rule: HandOnRule,
  at: Date,
): Promise<void> {
  const actor = atParty(of, by, 'message.forward', at);
  const message = latest(of, type);
  const before = actor && message && recipientAt(message, actor.unit);
  if (!before) return;
  const others = message.recipients.filter((other) => other !== before);
  const handingOn = rule(before, others, actor.viewer.userId, at);
  if (!handingOn.ok) throw new Error(`the demo region cannot hand on: ${handingOn.problem}`);
  const grant = allowed(permit(actor.viewer, 'message.forward'));
  const { value } = handingOn;
  const isStored = await prismaMessages(of.db).saveHandingOn(grant, message, before, value, to, actor.access, at);
  if (!isStored) throw new Error(`the demo region has changed message ${message.id} already`);
  replace(of, message, [
    ...others.filter((other) => !value.to.some(({ unitId }) => unitId === other.unitId)),
    value.from,
    ...value.to,
  ]);
  join(of, to);
}

/** Units that get a message become parties. */
export function join(of: Case, units: readonly DemoUnit[]): void {
  for (const unit of units) {
    if (of.parties.includes(unit)) continue;
    of.parties.push(unit);
    of.episode = { ...begun(of), version: begun(of).version + 1 };
  }
}

/** A unit gives the latest message of a type back to the ward that sent it, and has no more to do with the case (G-103). */
export async function giveBack(of: Case, unit: DemoUnit, type: MessageType, reason: string, at: Date): Promise<void> {
  const actor = present(actorAt(of, unit, 'message.acknowledge', at), `message.acknowledge at ${unit.name}`);
  const message = present(latest(of, type), type);
  const before = present(recipientAt(message, unit), `${type} at ${unit.name}`);
  const after = returnMisdirected(before, actor.viewer.userId, reason, at);
  if (!after.ok) throw new Error(`the demo region cannot give back: ${after.problem}`);
  const grant = allowed(permit(actor.viewer, 'message.acknowledge'));
  const messages = prismaMessages(of.db);
  const noticeId = await messages.saveReturn(grant, message, before, after.value, actor.access, at);
  const others = message.recipients.filter((other) => other !== before);
  replace(of, message, [...others, after.value]);
  of.parties.splice(of.parties.indexOf(unit), 1);
  await noteMessage(of, atWard(of, 'message.acknowledge', at), present(noticeId, `unchanged message ${message.id}`));
}
