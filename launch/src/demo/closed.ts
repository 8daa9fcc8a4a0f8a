import { storeBlocks, storeProtectedPatients, storeProtectedStaff } from '@samplan/kit/copies/reach';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { blockChanged, identityProtectionChanged, protectedStaffNamed } from '@samplan/schema/events/reach';
import { chanceOf } from './chance.ts';
import type { DemoClients } from './clients.ts';
import { once } from './once.ts';
import { present } from './rule.ts';

/** Who sees both: the nurse of a health centre that the patients are listed at. */
const SEEN_BY = 'ssk.skonsmon';

/**
 * Two patients of one health centre who are in no episode and no plan: one has blocked the data of psychiatric outpatient care, one has
 * a protected identity, which one nurse may open.
 */
export async function closePatients({ identity, care }: DemoClients, now: Date): Promise<void> {
  const [nurse] = await identity.$queryRawUnsafe<{ userId: string; unitId: string }[]>(
    `SELECT u.id AS "userId", a.unit_id AS "unitId" FROM "user" u JOIN assignment a ON a.user_id = u.id
     WHERE u.username = $1 ORDER BY a.id LIMIT 1`,
    SEEN_BY,
  );
  const { userId, unitId } = present(nurse, SEEN_BY);
  const patients = await care.$queryRawUnsafe<{ id: string; psychiatricUnitId: string }[]>(
    `SELECT l.patient_id AS id, l.psychiatric_outpatient_unit_id AS "psychiatricUnitId" FROM patient_link l
     WHERE $1 = ANY (l.unit_ids) AND l.psychiatric_outpatient_unit_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM care_episode e WHERE e.patient_id = l.patient_id)
       AND NOT EXISTS (SELECT 1 FROM care_relation r WHERE r.patient_id = l.patient_id AND r.basis = 'SIP')
     ORDER BY l.patient_id LIMIT 2`,
    unitId,
  );
  const [blocked, hidden] = patients;
  if (!blocked || !hidden) return;
  await once(
    identity,
    'closed patients',
    async (tx) => (await tx.block.count()) > 0,
    async (tx) => {
      const sourceId = blocked.psychiatricUnitId;
      const [unit] = await tx.$queryRawUnsafe<{ principalId: string }[]>(
        'SELECT principal_id AS "principalId" FROM kit.unit WHERE unit_id = $1',
        sourceId,
      );
      const { principalId } = present(unit, sourceId);
      const id = chanceOf('blocks').id('blk', now);
      const block = { patientId: blocked.id, sourceId, principalId, coversSent: false, version: 1 };
      const by = { registeredAt: now, registeredByUserId: userId, registeredByUnitId: sourceId };
      await tx.block.create({ data: { id, scope: 'UNIT', ...block, ...by } });
      const blockData = { blockId: id, ...block, isOuter: false, isActive: true };
      await storeBlocks(tx, [blockData]);

      const patientId = hidden.id;
      const mark = { patientId, level: 'CONFIDENTIALITY_MARKING' as const, isActive: true, version: 1 };
      await tx.identityProtection.create({
        data: { ...mark, changedAt: now, changedByUserId: userId, changedByUnitId: unitId },
      });
      await storeProtectedPatients(tx, [mark]);
      const staff = { patientId, unitId, userIds: [userId], version: 1 };
      await tx.protectedStaff.create({ data: { ...staff, namedAt: now, namedByUserId: userId } });
      await storeProtectedStaff(tx, [staff]);
      const events = [
        newEvent(blockChanged, id, blockData),
        newEvent(identityProtectionChanged, patientId, mark),
        newEvent(protectedStaffNamed, patientId, staff),
      ];
      await writeEvents(tx, events, now);
    },
  );
}
