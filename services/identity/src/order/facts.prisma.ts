import { findUnitCopies } from '@samplan/kit/copies/unit';
import { stockholmDay } from '@samplan/kit/time';
import { dateOf } from '../assignment/change.prisma.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Draft, HeldAssignment } from './placing.ts';
import type { Wanted } from './steps.ts';
import type { FoundFacts, PlaceGrant } from './store.ts';

/** Reads what an order is placed against. */
export async function readFacts(db: PrismaClient, grant: PlaceGrant, draft: Draft, now: Date): Promise<FoundFacts> {
  const { reach } = grant;
  const { userId, toUnitId, subcontractor } = draft;
  // Where the unit may be left out it is the own one (F-021 asks for the name alone).
  const unitId = draft.unitId ?? reach.unitId;
  const units = await findUnitCopies(db, [unitId, ...(toUnitId ? [toUnitId] : [])]);
  const user = userId
    ? await db.user.findFirst({ where: { id: userId, principalId: reach.principalId }, select: { id: true } })
    : null;
  const ofSubcontractor =
    subcontractor && draft.kind === 'END' && !userId ? await peopleOf(db, subcontractor, unitId) : [];
  const personIds = user ? [user.id] : ofSubcontractor;
  const held = await heldBy(db, personIds, now);
  return {
    unit: units.get(unitId) ?? null,
    toUnit: (toUnitId && units.get(toUnitId)) || null,
    held: user ? held : null,
    ofSubcontractor: user ? [] : held,
    heldSystems: await systemsOf(db, personIds),
  };
}

/** Everybody whom orders for the unit have given access as staff of the subcontractor. */
async function peopleOf(db: PrismaClient, subcontractor: string, unitId: string): Promise<readonly string[]> {
  const rows = await db.accessOrder.findMany({
    where: { kind: 'SUBCONTRACTOR', subcontractor, unitId, personId: { not: null } },
    select: { personId: true },
  });
  return rows.map(({ personId }) => personId).filter((id) => id !== null);
}

async function heldBy(db: PrismaClient, userIds: readonly string[], now: Date): Promise<readonly HeldAssignment[]> {
  const day = dateOf(stockholmDay(now));
  const rows = await db.assignment.findMany({
    where: {
      userId: { in: [...userIds] },
      isActive: true,
      OR: [{ validTo: null }, { validTo: { gte: day ?? now } }],
    },
    select: { id: true, role: true, unitId: true },
  });
  const units = await findUnitCopies(
    db,
    rows.map(({ unitId }) => unitId),
  );
  return rows.flatMap(({ id, role, unitId }) => {
    const unit = units.get(unitId);
    // Only our own code writes the column.
    return unit ? [{ ...unit, id, role: role as HeldAssignment['role'] }] : [];
  });
}

/** What people have in connected systems: what was given by steps that are done, less what was ended by later ones. */
async function systemsOf(db: PrismaClient, userIds: readonly string[]): Promise<readonly Wanted[]> {
  const steps = await db.accessOrderStep.findMany({
    where: { order: { personId: { in: [...userIds] } }, doneAt: { not: null }, entitlement: { not: null } },
    select: { system: true, entitlement: true, work: true },
    orderBy: [{ doneAt: 'asc' }, { id: 'asc' }],
  });
  const held = new Map<string, Wanted>();
  for (const { system, entitlement, work } of steps) {
    if (work === 'END') held.delete(system);
    else if (work !== 'MOVE' && entitlement) held.set(system, { system, entitlement });
  }
  return [...held.values()];
}
