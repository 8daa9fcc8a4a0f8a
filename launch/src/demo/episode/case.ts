import type { Episode } from '@samplan/care/episode/domain';
import type { PrismaClient } from '@samplan/care/generated/prisma/client';
import type { MessageType } from '@samplan/care/generated/resolvers';
import type { Message } from '@samplan/care/message/store';
import { prismaMessages } from '@samplan/care/message/store.prisma';
import type { NewPatient } from '@samplan/care/patient/store';
import { permit } from '@samplan/care/policy';
import type { Capability } from '@samplan/kit/access/capability';
import { type AccessLog, createAccessLog } from '@samplan/kit/access/log';
import type { AssignedViewer, Role, UnitKind } from '@samplan/kit/access/viewer';
import { newId } from '@samplan/kit/id';
import { allowed, present } from '../rule.ts';
import type { DemoStaff } from '../staff.ts';
import type { DemoUnit } from '../tree.ts';

/** Somebody who does something at an instant. */
export interface Actor {
  readonly viewer: AssignedViewer;
  readonly unit: DemoUnit;
  readonly at: Date;
  readonly access: AccessLog;
}

/** A patient's stay at a ward, as it is played. */
export interface Case {
  readonly db: PrismaClient;
  readonly staff: DemoStaff;
  /** Id that the episode gets. */
  readonly episodeId: string;
  readonly patient: NewPatient;
  readonly ward: DemoUnit;
  /** Who gets the notice; later also who gets it handed on. */
  readonly parties: DemoUnit[];
  /** Where the administrators of care and nursing in the municipality work. */
  readonly office: DemoUnit;
  /** As stored; null before the admission. */
  episode: Episode | null;
  /** In the order of sending, as stored. */
  readonly messages: Message[];
}

/** The first at the ward who may, beginning at an instant. */
export function atWard(of: Case, capability: Capability, at: Date): Actor {
  return present(actorAt(of, of.ward, capability, at), `${capability} at ${of.ward.name}`);
}

/** The first at the party of a kind who may; null when no such unit takes part. */
export function atParty(
  of: Case,
  kind: UnitKind,
  capability: Capability,
  at: Date,
  ...roles: readonly Role[]
): Actor | null {
  const unit = [of.ward, ...of.parties].find((party) => party.kind === kind);
  return unit ? present(actorAt(of, unit, capability, at, ...roles), `${capability} at ${unit.name}`) : null;
}

/** The first at a unit who may. */
export function actorAt(
  { staff, db }: Case,
  unit: DemoUnit,
  capability: Capability,
  at: Date,
  ...roles: readonly Role[]
): Actor | null {
  const viewer = staff.whoMay(unit, capability, ...roles);
  if (!viewer) return null;
  const access = createAccessLog({ sql: db, viewer, requestId: newId('req'), now: () => at });
  return { viewer, unit, at, access };
}

/** The episode; it must have begun. */
export function begun(of: Case): Episode {
  return present(of.episode, `episode ${of.episodeId}`);
}

/** Notes a message that was sent, as it is stored. */
export async function noteMessage(of: Case, by: Actor, messageId: string): Promise<void> {
  const grant = allowed(permit(by.viewer, 'episode.read'));
  const [message] = await prismaMessages(of.db).find(grant, [messageId], by.access);
  of.messages.push(present(message, `message ${messageId}`));
}

/** The latest message of a type; null when there is none. */
export function latest(of: Case, type: MessageType): Message | null {
  return of.messages.findLast((message) => message.type === type) ?? null;
}
