import type { Role } from '@samplan/kit/access/viewer';
import { storeAssignmentCopies } from '@samplan/kit/copies/assignment';
import { insertRows } from '@samplan/kit/db/insert';
import type { Sql } from '@samplan/kit/db/sql';
import { transact } from '@samplan/kit/db/transaction';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { newId } from '@samplan/kit/id';
import type { Environment } from '@samplan/kit/server/subgraph';
import type { Day } from '@samplan/kit/time';
import { assignmentChanged } from '@samplan/schema/events/identity';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { canonicalUsername } from './domain.ts';

/** An account to make, with its assignments. */
export interface NewUser {
  /** Region or municipality. */
  readonly principalId: string;
  /** Where the account is valid. */
  readonly environment: Environment;
  readonly username: string;
  /** Of hashPassword. */
  readonly passwordHash: string;
  /** Somebody else knows the password: the user has no rights until it is changed. */
  readonly passwordMustChange?: boolean;
  /** Version of the text about responsibilities that the user has accepted elsewhere; none unless given. */
  readonly acceptedResponsibilities?: number;
  readonly givenName: string;
  readonly familyName: string;
  /** Whose card signs in (G-130), where somebody has told. */
  readonly hsaId?: string | null;
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
  return await transact(db, async (tx) => await provisionWithin(tx, users, now));
}

/** The same as part of a transaction. */
export async function provisionWithin(
  tx: Sql,
  users: readonly NewUser[],
  now: Date,
): Promise<readonly ProvisionedUser[]> {
  const made = users.map((user) => ({
    ...user,
    id: newId('usr'),
    assignments: user.assignments.map((assignment) => ({ ...assignment, id: newId('asg') })),
  }));
  const told = made.flatMap(({ id: userId, assignments }) =>
    assignments.map(({ id: assignmentId, unitId, role }) => ({
      assignmentId,
      userId,
      unitId,
      role,
      isActive: true,
      version: 1,
    })),
  );
  await insertRows(
    tx,
    '"user"',
    made.map((user) => ({
      id: user.id,
      principal_id: user.principalId,
      environment: user.environment,
      username: canonicalUsername(user.username),
      password_hash: user.passwordHash,
      password_must_change: user.passwordMustChange ?? false,
      accepted_responsibilities: user.acceptedResponsibilities ?? 0,
      given_name: user.givenName,
      family_name: user.familyName,
      hsa_id: user.hsaId ?? null,
      created_at: now,
    })),
  );
  await insertRows(
    tx,
    'assignment',
    made.flatMap(({ id, assignments }) =>
      assignments.map((a) => ({ id: a.id, user_id: id, unit_id: a.unitId, role: a.role, valid_to: a.validTo })),
    ),
  );
  await storeAssignmentCopies(tx, told);
  await writeEvents(
    tx,
    told.map((data) => newEvent(assignmentChanged, data.assignmentId, data)),
    now,
  );
  return made.map(({ id, assignments }) => ({ id, assignmentIds: assignments.map((assignment) => assignment.id) }));
}
