import { storeOpenings } from '@samplan/kit/copies/reach';
import { transact } from '@samplan/kit/db/transaction';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { found } from '@samplan/kit/found';
import { patientOpened } from '@samplan/schema/events/reach';
import { blocksOf, noteRevealed } from '../block/store.prisma.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { EmergencyStore, ExceptionalAccess } from './store.ts';

/** Emergency accesses in PostgreSQL, with lifts of blocks and shared documentation where a reviewer looks at all of them. */
export function prismaEmergencies(db: PrismaClient): EmergencyStore {
  return {
    async open(grant, opened, access, now) {
      const { id, patientId, since, until } = opened;
      if (!(await db.patientCopy.findUnique({ where: { patientId } }))) {
        access.denied(grant.action, 'NOT_IN_REACH', { patientId });
        return null;
      }
      const { userId, assignment } = grant.viewer;
      const { unitId } = grant.reach;
      return await transact(db, async (tx) => {
        await tx.emergencyAccess.create({ data: { ...opened, userId, unitId, principalId: assignment.principalId } });
        const data = {
          openingId: id,
          patientId,
          userId,
          unitId,
          sourceId: null,
          since: since.toISOString(),
          until: until.toISOString(),
          version: 1,
        };
        await storeOpenings(tx, [data]);
        const [eventId] = await writeEvents(tx, [newEvent(patientOpened, id, data)], now);
        await noteRevealed(tx, grant, patientId, 'EMERGENCY', now);
        await access.write(tx, grant, { patientId, subjectId: id });
        return { blocks: await blocksOf(tx, patientId), eventId: found(eventId) };
      });
    },
    async latest(grant, first, access) {
      const rows = await db.$queryRawUnsafe<ExceptionalAccess[]>(
        `SELECT * FROM (
           SELECT id, 'EMERGENCY' AS kind, user_id AS "userId", unit_id AS "unitId", patient_id AS "patientId",
                  since AS "openedAt", until AS "endsAt", reason
           FROM emergency_access WHERE principal_id = $1
           UNION ALL
           SELECT l.id, CASE l.ground WHEN 'PATIENT_CONSENT' THEN 'LIFT_BY_CONSENT' WHEN 'NECESSARY_CARE' THEN
                    'LIFT_FOR_NECESSARY_CARE' ELSE 'LIFT_BY_REQUEST' END, l.lifted_by_user_id, l.lifted_by_unit_id,
                  b.patient_id, l.lifted_at, l.until, l.reason
           FROM block_lift l JOIN block b ON b.id = l.block_id WHERE b.principal_id = $1
           UNION ALL
           SELECT id, CASE basis WHEN 'UNABLE_TO_CONSENT' THEN 'SHARED_WITHOUT_CONSENT' ELSE 'SHARED_WITH_CONSENT' END, user_id,
                  unit_id, patient_id, since, until, importance
           FROM shared_access WHERE principal_id = $1
         ) opened ORDER BY "openedAt" DESC, id DESC LIMIT $2`,
        grant.reach.principalId,
        first,
      );
      access.read(
        grant,
        rows.map(({ patientId, id }) => ({ patientId, subjectId: id })),
      );
      return rows;
    },
  };
}
