import { findUnitCopies } from '@samplan/kit/copies/unit';
import { isDuplicate, transact, Undone } from '@samplan/kit/db/transaction';
import { addAssignment, type Ended, endAssignments, NOTHING_ENDED } from '../assignment/change.prisma.ts';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { AppointmentKind } from '../generated/resolvers.ts';
import { writeMail } from '../mail/outbox.prisma.ts';
import { mailboxOf } from '../mailbox/store.prisma.ts';
import { type Appointment, type Coverage, ROLE_OF } from './domain.ts';
import type { AppointmentStore } from './store.ts';

const APPOINTMENT = { endedAt: true, endedById: true } as const;

/**
 * Appointments in PostgreSQL.
 * @param noteEnded - tells this process at once what has ended.
 * @param sendsMail - is the system manager mailed of super-users? Without a mail server nothing is written.
 */
export function prismaAppointments(
  db: PrismaClient,
  noteEnded: (ended: Ended) => void,
  sendsMail: boolean,
): AppointmentStore {
  /** The system manager is told of super-users (F-022, F-034). */
  async function tellOf(
    tx: Prisma.TransactionClient,
    { id: subjectId, kind, administrationId, appointedAt }: Appointment,
  ): Promise<void> {
    if (!sendsMail || kind !== 'SUPER_USER') return;
    const to = await mailboxOf(tx, administrationId, 'SYSTEM_MANAGER');
    if (to !== null) await writeMail(tx, { administrationId, subjectId, kind: 'SUPER_USER', to }, appointedAt);
  }

  return {
    async list({ reach }, { unitId, kind }, { first, after }) {
      const rows = await db.appointment.findMany({
        where: {
          administrationId: reach.administrationId,
          endedAt: null,
          ...(unitId !== null && { unitId }),
          ...(kind !== null && { kind }),
          ...(after !== null && { id: { lt: after } }),
        },
        omit: APPOINTMENT,
        orderBy: { id: 'desc' },
        take: first + 1,
      });
      return rows.map(toAppointment);
    },
    async atUnit(principalId, unitId, first) {
      const rows = await db.appointment.findMany({
        where: { principalId, unitId, endedAt: null },
        omit: APPOINTMENT,
        orderBy: { id: 'asc' },
        take: first,
      });
      return rows.map(toAppointment);
    },
    async coverage({ reach }, first) {
      return await db.$queryRawUnsafe<Coverage[]>(
        `SELECT u.unit_id AS "unitId",
                (SELECT count(DISTINCT a.user_id)::int FROM assignment a
                 WHERE a.unit_id = u.unit_id AND a.is_active) AS "staffCount",
                (SELECT count(DISTINCT p.user_id)::int FROM appointment p
                 WHERE p.unit_id = u.unit_id AND p.kind = 'EXPERT_USER' AND p.ended_at IS NULL) AS "expertUserCount"
         FROM kit.unit u
         WHERE u.administration_id = $1 AND u.is_active AND u.kind <> 'ORGANISATIONAL'
         ORDER BY u.unit_id LIMIT $2`,
        reach.administrationId,
        first,
      );
    },
    async facts({ reach }, unitId, userId) {
      const unit = (await findUnitCopies(db, [unitId])).get(unitId);
      const known = await db.user.count({ where: { id: userId, principalId: reach.principalId } });
      return { unit: unit?.isActive ? unit : null, isKnown: known === 1 };
    },
    async make(grant, appointment, access) {
      const { userId, unitId, appointedAt } = appointment;
      const role = ROLE_OF[appointment.kind];
      try {
        return await transact(db, async (tx) => {
          const assignmentId =
            role === null ? null : await addAssignment(tx, { userId, unitId, role, validTo: null }, appointedAt);
          const row = await tx.appointment.create({ data: { ...appointment, assignmentId }, omit: APPOINTMENT });
          await tellOf(tx, appointment);
          await access.write(tx, grant, { subjectId: appointment.id });
          return toAppointment(row);
        });
      } catch (error) {
        if (isDuplicate(error)) return null;
        throw error;
      }
    },
    async find({ reach }, id) {
      const row = await db.appointment.findFirst({
        where: { id, administrationId: reach.administrationId, endedAt: null },
        omit: APPOINTMENT,
      });
      return row && toAppointment(row);
    },
    async end(grant, { id, assignmentId }, access, now) {
      const ended = await transact(db, async (tx) => {
        const { count } = await tx.appointment.updateMany({
          where: { id, endedAt: null },
          data: { endedAt: now, endedById: grant.viewer.userId },
        });
        if (count === 0) throw new Undone(null);
        await access.write(tx, grant, { subjectId: id });
        return assignmentId === null ? NOTHING_ENDED : await endAssignments(tx, [assignmentId], now);
      });
      if (!ended) return null;
      noteEnded(ended);
      return ended.events;
    },
  };
}

/** A row as an appointment. The column holds only what our own code has written. */
function toAppointment(row: Omit<Appointment, 'kind'> & { readonly kind: string }): Appointment {
  return { ...row, kind: row.kind as AppointmentKind };
}
