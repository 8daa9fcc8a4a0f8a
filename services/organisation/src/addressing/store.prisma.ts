import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, UnitReach } from '@samplan/kit/access/policy';
import { relatedPatients } from '@samplan/kit/copies/care-relation';
import { transact } from '@samplan/kit/db/transaction';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { inOrder } from '@samplan/kit/ordered';
import { patientAddressingChanged } from '@samplan/schema/events/organisation';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { HousingType } from '../generated/resolvers.ts';
import type { TreeStore } from '../tree/store.ts';
import { snapshotOf } from './snapshot.ts';
import type { Addressing, AddressingStore } from './store.ts';

/** Patients' links in PostgreSQL. */
export function prismaAddressings(db: PrismaClient, tree: TreeStore): AddressingStore {
  return {
    async find(grant, patientIds, access, now) {
      const inReach = await reachable(db, grant, patientIds, access, now);
      const rows = await db.patientAddressing.findMany({
        where: { patientId: { in: [...inReach] } },
        omit: { registrationVersion: true },
      });
      return inOrder(patientIds, rows.map(toAddressing), (row) => row.patientId);
    },
    async routingFor({ municipalityCode, postalCode, decidingMunicipalityId }) {
      const principal = await db.principal.findFirst({
        where: decidingMunicipalityId ? { id: decidingMunicipalityId } : { code: municipalityCode },
        select: {
          name: true,
          routing: {
            select: { singleUnitId: true, assessmentUnitId: true, areas: { where: { postalCode } } },
          },
        },
      });
      if (!principal) return null;
      const area = principal.routing?.areas[0];
      const ids = [
        principal.routing?.assessmentUnitId,
        principal.routing?.singleUnitId,
        area?.homeCareUnitId,
        area?.homeHealthUnitId,
      ];
      const found = await tree.findUnits(ids.filter((id) => id != null));
      const unit = (id: string | null | undefined) =>
        found.find((u) => u !== null && u.id === id && u.isActive) ?? null;
      return {
        municipalityName: principal.name,
        assessmentUnit: unit(ids[0]),
        singleUnit: unit(ids[1]),
        areaHomeCare: unit(ids[2]),
        areaHomeHealth: unit(ids[3]),
      };
    },
    async save(grant, before, change, access, now) {
      return await transact(db, async (tx) => {
        const [row] = await tx.patientAddressing.updateManyAndReturn({
          where: { patientId: before.patientId, version: before.version },
          data: { ...change, version: { increment: 1 } },
          omit: { registrationVersion: true },
        });
        if (!row) return null;
        const changed = toAddressing(row);
        await writeEvents(tx, [newEvent(patientAddressingChanged, row.patientId, snapshotOf(changed))], now);
        await access.write(tx, grant, { patientId: row.patientId });
        return changed;
      });
    },
  };
}

/** The patients among the ids that the viewer's unit has a relation to; notes reads and denials. */
async function reachable(
  db: PrismaClient,
  grant: Grant<string, UnitReach>,
  patientIds: readonly string[],
  access: AccessLog,
  now: Date,
): Promise<ReadonlySet<string>> {
  const inReach = await relatedPatients(db, grant.reach.unitId, patientIds, now);
  access.read(
    grant,
    [...inReach].map((patientId) => ({ patientId })),
  );
  for (const patientId of patientIds) {
    if (!inReach.has(patientId)) access.denied(grant.action, 'NOT_IN_REACH', { patientId });
  }
  return inReach;
}

type Row = Omit<Addressing, 'housingType'> & { readonly housingType: string | null };

function toAddressing(row: Row): Addressing {
  // The column holds only what the schema's enum let in.
  return { ...row, housingType: row.housingType as HousingType | null };
}
