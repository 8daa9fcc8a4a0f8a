import { prismaMessages } from '@samplan/care/message/store.prisma';
import { permit } from '@samplan/care/policy';
import type { UnitKind } from '@samplan/kit/access/viewer';
import { newId } from '@samplan/kit/id';
import { nextVersion, voidMessage } from '@samplan/kit/message/sent';
import { allowed, present } from '../rule.ts';
import type { DemoUnit } from '../tree.ts';
import { type Actor, atParty, begun, type Case, latest, noteMessage } from './case.ts';
import { join } from './handing-on.ts';

/** What a party writes to all others. */
export type Text = 'EXTRA_MESSAGE' | 'CARE_REPORT';

/** A party writes to all others. */
export async function write(of: Case, from: UnitKind, type: Text, at: Date, text: string): Promise<void> {
  const action = type === 'CARE_REPORT' ? 'care-report.send' : 'extra-message.send';
  const by = atParty(of, from, action, at);
  if (!by) return;
  const grant = allowed(permit(by.viewer, action));
  const message = { type, text, isLate: false, replacesEarlier: false };
  await noteSent(
    of,
    by,
    await prismaMessages(of.db).send(grant, begun(of), message, requestOf(by, action), by.access, at),
  );
}

/** A party writes to chosen units, which take part from then on. */
export async function writeTo(
  of: Case,
  from: UnitKind,
  to: readonly DemoUnit[],
  at: Date,
  text: string,
): Promise<void> {
  const by = writer(of, from, at);
  const grant = allowed(permit(by.viewer, 'message.send'));
  const { id, patientId } = begun(of);
  const message = { type: 'GENERAL_MESSAGE', text, attachmentIds: [] } as const;
  const request = requestOf(by, grant.action);
  const messages = prismaMessages(of.db);
  await noteSent(of, by, await messages.sendTo(grant, patientId, id, message, to, request, by.access, at));
  join(of, to);
}

/** A party sends a new version of the latest that it wrote (G-101). */
export async function correct(of: Case, from: UnitKind, type: Text, at: Date, text: string): Promise<void> {
  const by = writer(of, from, at);
  const message = present(latest(of, type), type);
  const version = nextVersion(message);
  if (!version.ok) throw new Error(`the demo region cannot correct: ${version.problem}`);
  const grant = allowed(permit(by.viewer, 'message.change'));
  const content = { text, attachmentIds: [] };
  const request = requestOf(by, grant.action);
  const messages = prismaMessages(of.db);
  await noteSent(of, by, await messages.saveCorrection(grant, message, version.value, content, request, by.access, at));
  of.messages[of.messages.indexOf(message)] = { ...message, isSuperseded: true };
}

/** A party voids the latest that it wrote (G-101). */
export async function makeVoid(of: Case, from: UnitKind, type: Text, at: Date, reason: string): Promise<void> {
  const by = writer(of, from, at);
  const message = present(latest(of, type), type);
  const voided = voidMessage(message, by.viewer.userId, reason, at);
  if (!voided.ok) throw new Error(`the demo region cannot void: ${voided.problem}`);
  const grant = allowed(permit(by.viewer, 'message.change'));
  const noticeId = await prismaMessages(of.db).saveVoiding(grant, message, voided.value, by.access, at);
  const { voiding, recipients } = voided.value;
  of.messages[of.messages.indexOf(message)] = { ...message, voided: voiding, recipients };
  await noteMessage(of, by, present(noticeId, `unchanged message ${message.id}`));
}

function writer(of: Case, from: UnitKind, at: Date): Actor {
  return present(atParty(of, from, 'extra-message.send', at), `writing ${from}`);
}

function requestOf({ viewer: { userId, assignment } }: Actor, action: string) {
  return { userId, unitId: assignment.unitId, key: newId('key'), action, input: null };
}

async function noteSent(
  of: Case,
  by: Actor,
  outcome: Awaited<ReturnType<ReturnType<typeof prismaMessages>['send']>>,
): Promise<void> {
  if (outcome.kind !== 'SENT') throw new Error(`the demo region cannot write: ${outcome.kind}`);
  await noteMessage(of, by, outcome.messageId);
}
