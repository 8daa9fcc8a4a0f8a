import { appointProvisioned } from '@samplan/identity/appointment/provision.prisma';
import { capabilitiesOf } from '@samplan/identity/assignment/matrix';
import type { PrismaClient } from '@samplan/identity/generated/prisma/client';
import { currentResponsibilities } from '@samplan/identity/responsibilities/text';
import { hashPassword } from '@samplan/identity/user/password';
import { provisionWithin } from '@samplan/identity/user/provision.prisma';
import type { Capability } from '@samplan/kit/access/capability';
import type { AssignedViewer, Role } from '@samplan/kit/access/viewer';
import { storeUnitCopies } from '@samplan/kit/copies/unit';
import { newId } from '@samplan/kit/id';
import type { Environment } from '@samplan/kit/server/subgraph';
import type { EventData } from '@samplan/schema/events/contract';
import type { assignmentChanged } from '@samplan/schema/events/identity';
import { once } from './once.ts';
import type { DemoPerson } from './people.ts';
import type { DemoTree, DemoUnit } from './tree.ts';

/** The password of everybody in the demo region. */
export const DEMO_PASSWORD = 'Samplan-demo-1';

/** Everybody who works in the demo region, with an account. */
export interface DemoStaff {
  /** What identity tells of the assignments. */
  readonly told: readonly EventData<typeof assignmentChanged>[];
  /** The first at the unit who may, as signed in there; null when nobody may. */
  whoMay(unit: DemoUnit, capability: Capability, ...roles: readonly Role[]): AssignedViewer | null;
  /** Id of the first with the role at the unit. */
  userId(unit: DemoUnit, role: Role): string;
}

/** Makes the accounts, unless they are made already. */
export async function provisionStaff(
  db: PrismaClient,
  people: readonly DemoPerson[],
  tree: DemoTree,
  environment: Environment,
  now: Date,
): Promise<DemoStaff> {
  const idOf = new Map(tree.units.map((unit) => [unit.hsaId, unit.unitId]));
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const users = people.map(({ organisation, assignments, ...person }) => ({
    ...person,
    passwordHash,
    environment,
    acceptedResponsibilities: isNew(organisation, person.username) ? 0 : currentResponsibilities().version,
    principalId: tree.principalId(organisation),
    assignments: assignments.map(({ unit, role }) => ({ role, unitId: idOf.get(unit.hsaId) ?? '', validTo: null })),
  }));
  await once(
    db,
    'staff',
    async (tx) => (await tx.user.count()) > 0,
    async (tx) => {
      await storeUnitCopies(tx, tree.told);
      await appointProvisioned(tx, await provisionWithin(tx, users, now), now);
    },
  );
  return await readStaff(db, tree);
}

/** One who has not begun to work yet, to show what is asked at the first sign-in. */
function isNew(organisation: string, username: string): boolean {
  return organisation === 'region-vasternorrland' && username === 'ssk2.stroke';
}

async function readStaff(db: PrismaClient, tree: DemoTree): Promise<DemoStaff> {
  const rows = await db.assignment.findMany({ include: { user: { select: { username: true } } } });
  const unitOf = new Map(tree.units.map((unit) => [unit.unitId, unit]));
  // In the order of usernames, so that the same person is first every time.
  const inOrder = rows.toSorted((a, b) => a.user.username.localeCompare(b.user.username));
  const viewers = inOrder.flatMap(({ id, userId, unitId, role }): readonly AssignedViewer[] => {
    const unit = unitOf.get(unitId);
    return unit ? [viewerAt(unit, { id, userId, role: role as Role })] : []; // provisioned above, by role
  });
  const at = new Map<string, AssignedViewer[]>(tree.units.map((unit) => [unit.unitId, []]));
  for (const viewer of viewers) at.get(viewer.assignment.unitId)?.push(viewer);
  return {
    told: rows.map(({ id, userId, unitId, role, isActive, version }) => ({
      assignmentId: id,
      userId,
      unitId,
      role,
      isActive,
      version,
    })),
    whoMay: ({ unitId }, capability, ...roles) =>
      at
        .get(unitId)
        ?.find(
          ({ capabilities, assignment }) =>
            capabilities.has(capability) && (roles.length === 0 || roles.includes(assignment.role)),
        ) ?? null,
    userId({ unitId, name }, role) {
      const found = at.get(unitId)?.find(({ assignment }) => assignment.role === role);
      if (!found) throw new Error(`nobody is ${role} at ${name}`);
      return found.userId;
    },
  };
}

/** Somebody as a session at the unit would show them. */
function viewerAt(
  unit: DemoUnit,
  { id, userId, role }: { readonly id: string; readonly userId: string; readonly role: Role },
): AssignedViewer {
  const { unitId, kind, administrationId, administrationKind, principalId } = unit;
  return {
    userId,
    sessionId: newId('ses'),
    assignment: { id, role, unitId, unitKind: kind, administrationId, administrationKind, principalId },
    capabilities: new Set(capabilitiesOf(administrationKind, role, kind)),
    proof: { assurance: 'LOA3', authenticatedAt: new Date(0), certificate: null },
  };
}
