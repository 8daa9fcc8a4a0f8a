import { noteFound } from '@samplan/kit/access/loader';
import type { Grant } from '@samplan/kit/access/policy';
import { firstOrRepeated } from '@samplan/kit/db/idempotency';
import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { inOrder } from '@samplan/kit/ordered';
import { patientRegistered } from '@samplan/schema/events/care';
import type { Prisma, PrismaClient, Patient as Row } from '../generated/prisma/client.ts';
import type { CareReach } from '../reach.ts';
import { openRelations } from './relation.ts';
import type { Patient, PatientStore } from './store.ts';

/** Patients that the grant reaches: those its unit has a relation to at the instant. */
export function patientsInReach({ reach }: Grant<string, CareReach>, now: Date): Prisma.PatientWhereInput {
  const { unitId } = reach;
  return { relations: { some: { unitId, since: { lte: now }, OR: [{ until: null }, { until: { gt: now } }] } } };
}

/** Patients in PostgreSQL. */
export function prismaPatients(db: PrismaClient): PatientStore {
  return {
    async find(grant, ids, access, now) {
      const rows = await db.patient.findMany({ where: { id: { in: [...ids] }, ...patientsInReach(grant, now) } });
      // A patient out of reach is noted by id: it is the patient that was tried, whether it exists or not.
      const found = rows.map(({ id }) => ({ id, patientId: id }));
      await noteFound(access, grant, ids, found, async (missing) => missing.map((id) => ({ id, patientId: id })));
      return inOrder(ids, rows.map(toPatient), (patient) => patient.id);
    },
    async lookUp(grant, number, relationUntil, access, now) {
      return await transact(db, async (tx) => {
        const row = await tx.patient.findUnique({ where: { identityNumber: number.digits } });
        if (!row) {
          access.read(grant, [{}]); // who asks for numbers that nobody has is of interest too
          return null;
        }
        await relate(tx, grant, row.id, relationUntil, now);
        await access.write(tx, grant, { patientId: row.id });
        return toPatient(row);
      });
    },
    async register(grant, patient, request, relationUntil, access, now) {
      try {
        return await transact(db, async (tx) => {
          const first = await firstOrRepeated(tx, request, patient.id);
          if (first.kind !== 'FIRST') return first;
          await tx.patient.create({ data: { ...toRow(patient), registeredAt: now } });
          const { municipalityCode, registeredAddress } = patient;
          const data = {
            patientId: patient.id,
            municipalityCode,
            postalCode: registeredAddress.postalCode,
            version: 1,
          };
          await writeEvents(tx, [newEvent(patientRegistered, patient.id, data)], now);
          await relate(tx, grant, patient.id, relationUntil, now);
          await access.write(tx, grant, { patientId: patient.id });
          return { kind: 'REGISTERED' };
        });
      } catch (error) {
        if (isDuplicate(error)) return { kind: 'EXISTS' };
        throw error;
      }
    },
    async hasPsychiatricOutpatientUnit(patientId) {
      const link = await db.patientLink.findUnique({ where: { patientId } });
      return link !== null && link.psychiatricOutpatientUnitId !== null;
    },
  };
}

async function relate(
  tx: Prisma.TransactionClient,
  { reach }: Grant<string, CareReach>,
  patientId: string,
  until: Date,
  now: Date,
): Promise<void> {
  await openRelations(tx, [{ patientId, unitId: reach.unitId, basis: 'LOOK_UP', basisId: '', until }], now);
}

function toPatient(row: Row): Patient {
  const { id, identityKind, identityNumber, givenName, familyName, street, postalCode, city, municipalityCode } = row;
  return {
    id,
    identityKind: identityKind === 'COORDINATION' ? 'COORDINATION' : 'PERSONAL',
    personalIdentityNumber: identityNumber,
    givenName,
    familyName,
    registeredAddress: { street, postalCode, city },
    municipalityCode,
  };
}

function toRow({ registeredAddress, personalIdentityNumber, ...patient }: Patient) {
  return { ...patient, ...registeredAddress, identityNumber: personalIdentityNumber };
}
