import type { Grant, UnitReach } from '@samplan/kit/access/policy';
import { readerOf, readerSql } from '@samplan/kit/access/reader';
import { withinReach } from '@samplan/kit/copies/care-relation';
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
      const inReach = await withinReach(db, grant, patientIds, access, now, {
        orOpened: grant.action === 'addressing.read',
      });
      access.read(
        grant,
        inReach.map((patientId) => ({ patientId })),
      );
      const [rows, blocked] = await Promise.all([
        db.patientAddressing.findMany({
          where: { patientId: { in: [...inReach] } },
          omit: { registrationVersion: true },
        }),
        blockedLinks(db, grant, inReach, now),
      ]);
      const open = rows.map(toAddressing).map((addressing) => withoutLinks(addressing, blocked));
      return inOrder(patientIds, open, (row) => row.patientId);
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

const LINKS = [
  'housing_unit_id',
  'home_health_unit_id',
  'listed_health_centre_id',
  'psychiatric_outpatient_unit_id',
] as const;
const UNITS = '(SELECT id AS unit_id, administration_id, principal_id FROM unit)';
const READER = readerSql(2, { units: UNITS });

/**
 * Units that a patient is linked to and whose data about the patient is closed to the reader: that the unit cares for the patient
 * is such data. By patient and unit.
 */
async function blockedLinks(
  db: PrismaClient,
  grant: Grant<string, UnitReach>,
  patientIds: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const rows = await db.$queryRawUnsafe<{ patientId: string; unitId: string }[]>(
    `SELECT a.patient_id AS "patientId", k.unit_id AS "unitId"
     FROM patient_addressing a, unnest(ARRAY[${LINKS.map((link) => `a.${link}`).join(', ')}]) AS k(unit_id)
     WHERE a.patient_id = ANY($1) AND k.unit_id IS NOT NULL
       AND (${READER.isBlocked('a.patient_id', 'k.unit_id')}
         OR (${READER.hasOpened('a.patient_id')} AND ${READER.isBlockedToOthers('a.patient_id', 'k.unit_id')}))`,
    patientIds,
    readerOf(grant, now),
  );
  return new Set(rows.map(({ patientId, unitId }) => `${patientId} ${unitId}`));
}

function withoutLinks(addressing: Addressing, blocked: ReadonlySet<string>): Addressing {
  const open = (unitId: string | null): string | null =>
    unitId !== null && blocked.has(`${addressing.patientId} ${unitId}`) ? null : unitId;
  return {
    ...addressing,
    housingUnitId: open(addressing.housingUnitId),
    homeHealthUnitId: open(addressing.homeHealthUnitId),
    listedHealthCentreId: open(addressing.listedHealthCentreId),
    psychiatricOutpatientUnitId: open(addressing.psychiatricOutpatientUnitId),
  };
}

type Row = Omit<Addressing, 'housingType'> & { readonly housingType: string | null };

function toAddressing(row: Row): Addressing {
  // The column holds only what the schema's enum let in.
  return { ...row, housingType: row.housingType as HousingType | null };
}
