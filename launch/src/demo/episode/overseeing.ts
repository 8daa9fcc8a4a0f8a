import type { MessageType } from '@samplan/care/generated/resolvers';
import { prismaMessages } from '@samplan/care/message/store.prisma';
import type { OverseenMessage } from '@samplan/care/oversight/store';
import { prismaOversight } from '@samplan/care/oversight/store.prisma';
import { permit } from '@samplan/care/policy';
import type { Capability } from '@samplan/kit/access/capability';
import type { UnitKind } from '@samplan/kit/access/viewer';
import { acknowledgeOnBehalf as onBehalfByRule, reroute as rerouteByRule } from '@samplan/kit/message/domain';
import { stuckBecause } from '@samplan/kit/message/oversight';
import { allowed, present } from '../rule.ts';
import type { DemoUnit } from '../tree.ts';
import { type Actor, actorAt, type Case, latest } from './case.ts';
import { join } from './handing-on.ts';
import { replace } from './messages.ts';

/** An administrator moves the latest message of a type, which is stuck at a party, to another unit (F-013). */
export async function reroute(of: Case, from: UnitKind, type: MessageType, to: DemoUnit, at: Date): Promise<void> {
  const administrator = administratorOf(of, 'message.reroute', at);
  const { viewer, access } = administrator;
  const grant = allowed(permit(viewer, 'message.reroute'));
  const { overseen, place, others } = await placeAt(of, administrator, from, type, grant);
  if (stuckBecause(place, place.from, at).length === 0) throw new Error(`the demo region has no stuck ${type}`);
  const moving = rerouteByRule(place.recipient, to.unitId, others, viewer.userId, at);
  if (!moving.ok) throw new Error(`the demo region cannot move: ${moving.problem}`);
  const messages = prismaMessages(of.db);
  if (!(await messages.saveHandingOn(grant, overseen, place.recipient, moving.value, [to], access, at))) {
    throw new Error(`the demo region has changed message ${overseen.id} already`);
  }
  replace(of, present(latest(of, type), type), [...others, moving.value.from, ...moving.value.to]);
  join(of, [to]);
}

/** An administrator acknowledges the latest message of a type in place of a party that cannot (F-261). */
export async function acknowledgeOnBehalf(
  of: Case,
  unit: UnitKind,
  type: MessageType,
  reason: string,
  at: Date,
): Promise<void> {
  const administrator = administratorOf(of, 'message.acknowledge-on-behalf', at);
  const { viewer, access } = administrator;
  const grant = allowed(permit(viewer, 'message.acknowledge-on-behalf'));
  const { overseen, place, others } = await placeAt(of, administrator, unit, type, grant);
  const after = onBehalfByRule(place.recipient, viewer.userId, reason, at);
  if (!after.ok) throw new Error(`the demo region cannot acknowledge on behalf: ${after.problem}`);
  if (!(await prismaMessages(of.db).saveRecipient(grant, overseen, place.recipient, after.value, access, at))) {
    throw new Error(`the demo region has changed message ${overseen.id} already`);
  }
  replace(of, present(latest(of, type), type), [...others, after.value]);
}

function administratorOf(of: Case, capability: Capability, at: Date): Actor {
  return present(actorAt(of, of.office, capability, at, 'ADMINISTRATOR'), `administrator at ${of.office.name}`);
}

/** The latest message of a type as the administrator sees it at a party. */
async function placeAt(
  of: Case,
  { access }: Actor,
  kind: UnitKind,
  type: MessageType,
  grant: Parameters<ReturnType<typeof prismaOversight>['find']>[0],
) {
  const unit = present(
    of.parties.find((party) => party.kind === kind),
    `party ${kind}`,
  );
  const { id } = present(latest(of, type), type);
  const [found] = await prismaOversight(of.db).find(grant, [id], access);
  const overseen: OverseenMessage = present(found, `${type} at ${unit.name}`);
  const place = present(
    overseen.places.find(({ recipient }) => recipient.unitId === unit.unitId),
    `${type} at ${unit.name}`,
  );
  const others = overseen.recipients.filter(({ unitId }) => unitId !== unit.unitId);
  return { overseen, place, others };
}
