import { type AccessLog, createAccessLog } from '@samplan/kit/access/log';
import type { AssignedViewer } from '@samplan/kit/access/viewer';
import { newId } from '@samplan/kit/id';
import { acknowledgeOnBehalf as onBehalfByRule, returnMisdirected } from '@samplan/kit/message/domain';
import { overseenAt } from '@samplan/kit/message/oversight';
import { ownOf } from '@samplan/kit/message/own';
import type { PrismaClient } from '@samplan/sip/generated/prisma/client';
import { prismaSipMessages } from '@samplan/sip/message/store.prisma';
import { prismaOversight } from '@samplan/sip/oversight/store.prisma';
import type { Sip } from '@samplan/sip/plan/domain';
import { leave } from '@samplan/sip/plan/invitation';
import { permit } from '@samplan/sip/policy';
import { allowed, present } from './rule.ts';
import type { DemoStaff } from './staff.ts';
import type { DemoUnit } from './tree.ts';

/** A unit gives the invitation back, because it should never have come there; the unit that leads is told (G-103). */
export async function giveBack(db: PrismaClient, sip: Sip, unit: DemoUnit, staff: DemoStaff, at: Date): Promise<void> {
  const by = present(staff.whoMay(unit, 'sip.answer'), `participant at ${unit.name}`);
  const grant = allowed(permit(by, 'sip.answer'));
  const access = logOf(db, by, at);
  const messages = prismaSipMessages(db);
  const [message] = await messages.find(grant, [invitationOf(sip)], access);
  const own = present(ownOf(message, unit.unitId), `invitation at ${unit.name}`);
  const after = returnMisdirected(own.recipient, by.userId, 'Patienten får inga insatser av oss.', at);
  if (!after.ok) throw new Error(`the demo region cannot give an invitation back: ${after.problem}`);
  const change = allowed(leave(sip, unit.unitId, own.message.id));
  present(await messages.saveReturn(grant, own, after.value, sip, change, access, at), `unchanged plan ${sip.id}`);
}

/** An administrator acknowledges the invitation in place of a unit that cannot, and does not answer it by that (F-261). */
export async function acknowledgeOnBehalf(
  db: PrismaClient,
  sip: Sip,
  unit: DemoUnit,
  office: DemoUnit,
  staff: DemoStaff,
  at: Date,
): Promise<void> {
  const may = staff.whoMay(office, 'message.acknowledge-on-behalf', 'ADMINISTRATOR');
  const by = present(may, `administrator at ${office.name}`);
  const grant = allowed(permit(by, 'message.acknowledge-on-behalf'));
  const access = logOf(db, by, at);
  const [message] = await prismaOversight(db).find(grant, [invitationOf(sip)], access);
  const own = present(overseenAt(message, unit.unitId), `invitation at ${unit.name}`);
  const reason = 'Ingen i arbetsgruppen är i tjänst i dag. De svarar på kallelsen i morgon.';
  const after = onBehalfByRule(own.recipient, by.userId, reason, at);
  if (!after.ok) throw new Error(`the demo region cannot acknowledge on behalf: ${after.problem}`);
  if (!(await prismaSipMessages(db).saveRecipient(grant, own, after.value, access, at))) {
    throw new Error(`the demo region has changed message ${own.message.id} already`);
  }
}

function invitationOf({ id, invitation }: Sip): string {
  return present(invitation, `invitation to ${id}`).id;
}

/** Notes who looks at a plan and changes it, at the instant of the story. */
export function logOf(db: PrismaClient, viewer: AssignedViewer, at: Date): AccessLog {
  return createAccessLog({ sql: db, viewer, requestId: newId('req'), now: () => at });
}
