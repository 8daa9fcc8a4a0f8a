import type { PrismaClient } from '@samplan/identity/generated/prisma/client';
import type { Capability } from '@samplan/kit/access/capability';
import type { AccessLog } from '@samplan/kit/access/log';
import { createAccessLog } from '@samplan/kit/access/log';
import type { AssignedViewer, Role } from '@samplan/kit/access/viewer';
import { newId } from '@samplan/kit/id';
import type { Calendar } from '../calendar.ts';
import { present } from '../rule.ts';
import type { DemoStaff } from '../staff.ts';
import type { DemoTree, DemoUnit } from '../tree.ts';

/** What the newer parts of identity are made with. */
export interface Office {
  readonly db: PrismaClient;
  readonly tree: DemoTree;
  readonly staff: DemoStaff;
  readonly calendar: Calendar;
}

/** Where somebody works: short name of the region or municipality, name of the unit. */
export type Place = readonly [organisation: string, unit: string];

/** The unit of a place. */
export function unitAt({ tree }: Office, place: Place): DemoUnit {
  return tree.unit(...place);
}

/** The first at a place who may, in one of the roles. */
export function whoMay(
  office: Office,
  place: Place,
  capability: Capability,
  ...roles: readonly Role[]
): AssignedViewer {
  const found = office.staff.whoMay(unitAt(office, place), capability, ...roles);
  return present(found, `${roles.join(' or ')} who may ${capability} at ${place[1]}`);
}

/** The access log of something that somebody does at an instant. */
export function logOf(db: PrismaClient, viewer: AssignedViewer, at: Date): AccessLog {
  return createAccessLog({ sql: db, viewer, requestId: newId('req'), now: () => at });
}
