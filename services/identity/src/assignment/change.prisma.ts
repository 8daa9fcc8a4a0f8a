import type { Role } from '@samplan/kit/access/viewer';
import { endSession } from '@samplan/kit/auth/session-end';
import { storeAssignmentCopies } from '@samplan/kit/copies/assignment';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { newId } from '@samplan/kit/id';
import type { Day } from '@samplan/kit/time';
import { assignmentChanged, sessionEnded } from '@samplan/schema/events/identity';
import { endAppointmentsOf } from '../appointment/rows.prisma.ts';
import type { Prisma } from '../generated/prisma/client.ts';

type Tx = Prisma.TransactionClient;

/** What must stop at once everywhere, and the events that tell it. */
export interface Ended {
  readonly assignmentIds: readonly string[];
  readonly sessionIds: readonly string[];
  readonly events: readonly string[];
}

/** Nothing has ended. */
export const NOTHING_ENDED: Ended = { assignmentIds: [], sessionIds: [], events: [] };

interface Row {
  readonly id: string;
  readonly userId: string;
  readonly unitId: string;
  readonly role: string;
  readonly isActive: boolean;
  readonly version: number;
}

const ROW = { id: true, userId: true, unitId: true, role: true, isActive: true, version: true } as const;

/** Gives somebody a role at a unit. */
export async function addAssignment(
  tx: Tx,
  given: { readonly userId: string; readonly unitId: string; readonly role: Role; readonly validTo: Day | null },
  now: Date,
): Promise<string> {
  const { validTo, ...data } = given;
  const row = await tx.assignment.create({
    data: { ...data, id: newId('asg'), validTo: dateOf(validTo) },
    select: ROW,
  });
  await tx.user.update({ where: { id: row.userId }, data: { isActive: true } });
  await tell(tx, [row], now);
  return row.id;
}

/**
 * Sets the last day of assignments that hold.
 * @param reach - whether they go on to that day when their unit is closed before (F-122).
 */
export async function setValidTo(
  tx: Tx,
  ids: readonly string[],
  validTo: Day,
  now: Date,
  reach: 'OPEN_UNIT' | 'CLOSED_UNIT_TOO' = 'OPEN_UNIT',
): Promise<void> {
  const rows = await tx.assignment.updateManyAndReturn({
    where: { id: { in: [...ids] }, isActive: true },
    data: {
      validTo: dateOf(validTo),
      ...(reach === 'CLOSED_UNIT_TOO' && { extendedTo: dateOf(validTo) }),
      version: { increment: 1 },
    },
    select: ROW,
  });
  await tell(tx, rows, now);
}

/**
 * Ends assignments at once, with the appointments that hang on them (F-010). An account whose last assignment ends is closed, and its sessions end. Those that have ended before
 * stay as they are.
 */
export async function endAssignments(tx: Tx, ids: readonly string[], now: Date): Promise<Ended> {
  const rows = await tx.assignment.updateManyAndReturn({
    where: { id: { in: [...ids] }, isActive: true },
    data: { isActive: false, version: { increment: 1 } },
    select: ROW,
  });
  const events = await tell(tx, rows, now);
  const appointed = await endAppointmentsOf(tx, rows, now);
  const further = appointed.length > 0 ? await endAssignments(tx, appointed, now) : NOTHING_ENDED;
  const closed = await closeAccounts(tx, [...new Set(rows.map((row) => row.userId))], now);
  return {
    assignmentIds: [...rows.map((row) => row.id), ...further.assignmentIds],
    sessionIds: [...closed.sessionIds, ...further.sessionIds],
    events: [...events, ...closed.events, ...further.events],
  };
}

/** Closes the accounts among these that have no assignment left; their drafts go. */
async function closeAccounts(tx: Tx, userIds: readonly string[], now: Date): Promise<Ended> {
  const closed = await tx.user.updateManyAndReturn({
    where: { id: { in: [...userIds] }, isActive: true, assignments: { none: { isActive: true } } },
    data: { isActive: false },
    select: { id: true },
  });
  await tx.draft.deleteMany({ where: { userId: { in: closed.map(({ id }) => id) } } });
  const sessions = await tx.session.updateManyAndReturn({
    where: { userId: { in: closed.map(({ id }) => id) }, endedAt: null, endsAt: { gt: now } },
    data: { endedAt: now },
    select: { id: true },
  });
  const sessionIds = sessions.map(({ id }) => id);
  for (const id of sessionIds) await endSession(tx, id, now);
  const endedAt = now.toISOString();
  const told = sessionIds.map((sessionId) => newEvent(sessionEnded, sessionId, { sessionId, endedAt }));
  return { assignmentIds: [], sessionIds, events: await writeEvents(tx, told, now) };
}

async function tell(tx: Tx, rows: readonly Row[], now: Date): Promise<readonly string[]> {
  const told = rows.map(({ id: assignmentId, ...rest }) => ({ assignmentId, ...rest }));
  await storeAssignmentCopies(tx, told);
  return await writeEvents(
    tx,
    told.map((data) => newEvent(assignmentChanged, data.assignmentId, data)),
    now,
  );
}

/** A day as Prisma wants it. */
export function dateOf(day: Day | null): Date | null {
  return day === null ? null : new Date(`${day}T00:00:00.000Z`);
}

/** A column of days as a day. */
export function dayOf(date: Date | null): Day | null {
  return date?.toISOString().slice(0, 10) ?? null;
}
