import { found } from '@samplan/kit/found';
import { newId } from '@samplan/kit/id';
import type { Environment } from '@samplan/kit/server/subgraph';
import { stockholmDay } from '@samplan/kit/time';
import {
  addAssignment,
  dayOf,
  type Ended,
  endAssignments,
  NOTHING_ENDED,
  setValidTo,
} from '../assignment/change.prisma.ts';
import { provisionWithin } from '../user/provision.prisma.ts';
import type { AccessOrder } from './domain.ts';
import type { Tx } from './rows.prisma.ts';
import type { FirstCredentials } from './store.ts';

/** What executing an order came to. */
export interface Executed extends Ended {
  /** Whom the order is about, when it is one person. */
  readonly personId: string | null;
  /** The username that a new account got. */
  readonly username: string | null;
}

/**
 * Does Samplan's own step in a transaction: makes the account (F-403), changes, moves (F-408) or ends assignments (F-409).
 * @throws Error when the order lacks what it was checked to have: a fault of ours.
 */
export async function executeWithin(
  tx: Tx,
  order: AccessOrder,
  environment: Environment,
  action: string,
  first: FirstCredentials | null,
  now: Date,
): Promise<Executed> {
  const { personId, assignmentIds, unitId, validTo, endsOn } = order;
  const same = { ...NOTHING_ENDED, personId, username: null };
  switch (action) {
    case 'CREATE_ACCOUNT':
      return { ...same, ...(await createAccount(tx, order, environment, found(first), now)) };
    case 'CHANGE_ASSIGNMENT': {
      if (order.role === null) {
        await setValidTo(
          tx,
          assignmentIds,
          found(validTo),
          now,
          order.agreement === null ? 'OPEN_UNIT' : 'CLOSED_UNIT_TOO',
        );
        return same;
      }
      const given = { userId: found(personId), unitId, role: order.role, validTo };
      await appointBy(tx, order, found(personId), await addAssignment(tx, given, now), now);
      return { ...same, ...(await endAssignments(tx, assignmentIds, now)) };
    }
    case 'MOVE_ASSIGNMENT':
      return { ...same, ...(await move(tx, order, now)) };
    case 'END_ASSIGNMENT': {
      // The last day holds to its end (B-14); at once is at once.
      if (endsOn !== null && endsOn >= stockholmDay(now)) {
        await setValidTo(tx, assignmentIds, endsOn, now);
        return same;
      }
      return { ...same, ...(await endAssignments(tx, assignmentIds, now)) };
    }
    default:
      throw new Error('an order has a step of ours that nobody does');
  }
}

async function createAccount(tx: Tx, order: AccessOrder, environment: Environment, first: FirstCredentials, now: Date) {
  const { principalId, unitId, role, validTo, givenName, familyName, hsaId } = order;
  const username = await freeUsername(tx, principalId, first.username);
  const [made] = await provisionWithin(
    tx,
    [
      {
        principalId,
        environment,
        username,
        passwordHash: first.passwordHash,
        passwordMustChange: true,
        givenName: found(givenName),
        familyName: found(familyName),
        hsaId,
        assignments: [{ unitId, role: found(role), validTo }],
      },
    ],
    now,
  );
  const { id, assignmentIds } = found(made);
  await appointBy(tx, order, id, found(assignmentIds[0]), now);
  return { personId: id, username };
}

/** A principal's order of school staff is the appointment, and ends with the principal (F-010). */
async function appointBy(
  tx: Tx,
  { id: orderId, role, principalId, administrationId, unitId, orderedById }: AccessOrder,
  userId: string,
  assignmentId: string,
  now: Date,
): Promise<void> {
  if (role !== 'APPOINTED_STAFF') return;
  const placed = await tx.accessOrderHistory.findFirst({ where: { orderId, event: 'PLACED' } });
  await tx.appointment.create({
    data: {
      id: newId('apt'),
      kind: 'SIP_USER',
      principalId,
      administrationId,
      unitId,
      userId,
      assignmentId,
      appointedById: orderedById,
      appointedByAssignmentId: found(placed?.assignmentId),
      appointedAt: now,
    },
  });
}

/** The username, with the first number that is free where it is taken. One account of an organisation at a time is made. */
async function freeUsername(tx: Tx, principalId: string, wanted: string): Promise<string> {
  await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended('username:' || $1, 0))`, principalId);
  const taken = await tx.user.findMany({
    where: { principalId, username: { startsWith: wanted } },
    select: { username: true },
  });
  const names = new Set(taken.map(({ username }) => username));
  let free = wanted;
  for (let number = 2; names.has(free); number += 1) free = `${wanted}${number}`;
  return free;
}

async function move(tx: Tx, { personId, assignmentIds, toUnitId }: AccessOrder, now: Date): Promise<Ended> {
  const rows = await tx.assignment.findMany({ where: { id: { in: [...assignmentIds] }, isActive: true } });
  for (const row of rows) {
    const role = row.role as Parameters<typeof addAssignment>[1]['role']; // only our own code writes the column
    const validTo = dayOf(row.validTo);
    await addAssignment(tx, { userId: found(personId), unitId: found(toUnitId), role, validTo }, now);
  }
  return await endAssignments(tx, assignmentIds, now);
}
