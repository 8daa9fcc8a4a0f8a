import type { Role } from '@samplan/kit/access/viewer';
import { storeAssignmentCopies } from '@samplan/kit/copies/assignment';
import { transact } from '@samplan/kit/db/transaction';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { newId } from '@samplan/kit/id';
import type { Day } from '@samplan/kit/time';
import { assignmentChanged } from '@samplan/schema/events/identity';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { canonicalUsername } from './domain.ts';

/** An account to make, with its assignments. */
export interface NewUser {
  /** Region or municipality. */
  readonly principalId: string;
  readonly username: string;
  /** Of hashPassword. */
  readonly passwordHash: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly assignments: readonly { readonly unitId: string; readonly role: Role; readonly validTo: Day | null }[];
}

/** An account that was made. */
export interface ProvisionedUser {
  readonly id: string;
  readonly assignmentIds: readonly string[];
}

/** Makes accounts with assignments and tells the other subgraphs. All or none; in the order given. */
export async function provisionUsers(
  db: PrismaClient,
  users: readonly NewUser[],
  now: Date,
): Promise<readonly ProvisionedUser[]> {
  const rows = users.map(({ assignments, ...user }) => {
    const id = newId('usr');
    return {
      user: { ...user, id, username: canonicalUsername(user.username), createdAt: now },
      assignments: assignments.map(({ validTo, ...assignment }) => ({
        ...assignment,
        id: newId('asg'),
        userId: id,
        validTo: validTo === null ? null : new Date(validTo),
      })),
    };
  });
  const assignments = rows.flatMap((row) => row.assignments);
  const told = assignments.map(({ id: assignmentId, userId, unitId, role }) => ({
    assignmentId,
    userId,
    unitId,
    role,
    isActive: true,
    version: 1,
  }));
  await transact(db, async (tx) => {
    await tx.user.createMany({ data: rows.map((row) => row.user) });
    await tx.assignment.createMany({ data: assignments });
    await storeAssignmentCopies(tx, told);
    await writeEvents(
      tx,
      told.map((data) => newEvent(assignmentChanged, data.assignmentId, data)),
      now,
    );
  });
  return rows.map((row) => ({ id: row.user.id, assignmentIds: row.assignments.map((assignment) => assignment.id) }));
}
