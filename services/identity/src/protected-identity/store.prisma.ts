import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, UnitReach } from '@samplan/kit/access/policy';
import { isRelated, withinReach } from '@samplan/kit/copies/care-relation';
import { storeProtectedPatients, storeProtectedStaff } from '@samplan/kit/copies/reach';
import { transact } from '@samplan/kit/db/transaction';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { found } from '@samplan/kit/found';
import { stockholmDay } from '@samplan/kit/time';
import { identityProtectionChanged, protectedStaffNamed } from '@samplan/schema/events/reach';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { MarkedLevel } from './domain.ts';
import type { Naming, ProtectedPatient, ProtectionStore } from './store.ts';

/** Protected identities in PostgreSQL. Each change is a row of its own: the rows are the history. */
export function prismaProtections(db: PrismaClient): ProtectionStore {
  return {
    async mark(grant, patientId, level, access, now) {
      const [related] = await withinReach(db, grant, [patientId], access, now, { orOpened: false });
      if (!related) return null;
      return await transact(db, async (tx) => {
        await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended('protection:' || $1, 0))`, patientId);
        const latest = await tx.identityProtection.findFirst({ where: { patientId }, orderBy: { version: 'desc' } });
        if (level === null && !latest?.isActive) return null;
        const version = (latest?.version ?? 0) + 1;
        // The columns hold only what our own rule wrote.
        const mark = level ?? (latest?.level as MarkedLevel);
        const data = { patientId, level: mark, isActive: level !== null, version };
        const by = { changedAt: now, changedByUserId: grant.viewer.userId, changedByUnitId: grant.reach.unitId };
        await tx.identityProtection.create({ data: { ...data, ...by } });
        await storeProtectedPatients(tx, [data]);
        const [eventId] = await writeEvents(tx, [newEvent(identityProtectionChanged, patientId, data)], now);
        await access.write(tx, grant, { patientId });
        return found(eventId);
      });
    },
    async nameStaff(grant, patientId, userIds, access, now) {
      if (!(await isInReach(grant, patientId, access, now))) return { kind: 'OUT_OF_REACH' };
      const { unitId } = grant.reach;
      return await transact(db, async (tx): Promise<Naming> => {
        await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended('protection:' || $1, 0))`, patientId);
        const today = new Date(stockholmDay(now));
        const working = await tx.assignment.findMany({
          where: {
            unitId,
            userId: { in: [...userIds] },
            isActive: true,
            OR: [{ validTo: null }, { validTo: { gte: today } }],
          },
          select: { userId: true },
        });
        const atUnit = new Set(working.map(({ userId }) => userId));
        const index = userIds.findIndex((id) => !atUnit.has(id));
        if (index >= 0) return { kind: 'NOT_AT_UNIT', index };
        const latest = await tx.protectedStaff.findFirst({
          where: { patientId, unitId },
          orderBy: { version: 'desc' },
        });
        const data = { patientId, unitId, userIds: [...userIds], version: (latest?.version ?? 0) + 1 };
        await tx.protectedStaff.create({ data: { ...data, namedAt: now, namedByUserId: grant.viewer.userId } });
        await storeProtectedStaff(tx, [data]);
        const [eventId] = await writeEvents(tx, [newEvent(protectedStaffNamed, patientId, data)], now);
        await access.write(tx, grant, { patientId });
        return { kind: 'NAMED', eventId: found(eventId) };
      });
    },
    async ofUnit(grant, first, access, now) {
      const rows = await db.$queryRawUnsafe<ProtectedPatient[]>(
        `SELECT h.patient_id AS "patientId", h.level, coalesce(n.user_ids, '{}') AS "staffIds"
         FROM kit.protected_patient h LEFT JOIN kit.protected_staff n ON n.patient_id = h.patient_id AND n.unit_id = $1
         WHERE h.is_active AND EXISTS (SELECT 1 FROM kit.care_relation r WHERE r.patient_id = h.patient_id
           AND r.unit_id = $1 AND r.since <= $2::timestamptz AND (r.until IS NULL OR r.until > $2::timestamptz))
         ORDER BY h.patient_id DESC LIMIT $3`,
        grant.reach.unitId,
        now,
        first,
      );
      access.read(
        grant,
        rows.map(({ patientId }) => ({ patientId })),
      );
      return rows;
    },
  };

  /** The manager names staff for patients of the unit, and need not be among them. */
  async function isInReach(grant: Grant<string, UnitReach>, patientId: string, access: AccessLog, now: Date) {
    if (await isRelated(db, grant.reach.unitId, patientId, now)) return true;
    access.denied(grant.action, 'NOT_IN_REACH', { patientId });
    return false;
  }
}
