import { noteFound } from '@samplan/kit/access/loader';
import type { Grant } from '@samplan/kit/access/policy';
import { readerOf } from '@samplan/kit/access/reader';
import { firstOrRepeated } from '@samplan/kit/db/idempotency';
import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { inOrder } from '@samplan/kit/ordered';
import { minorUntil } from '@samplan/kit/person/identity-number';
import { stockholmDay } from '@samplan/kit/time';
import { patientRegistered } from '@samplan/schema/events/care';
import type { Prisma, PrismaClient, Patient as Row } from '../generated/prisma/client.ts';
import type { CareReach } from '../reach.ts';
import { careReaderSql } from '../reader.ts';
import { openRelations } from './relation.ts';
import type { NewPatient, Patient, PatientStore, ProtectionLevel } from './store.ts';

const READER = careReaderSql(3);

/**
 * Patients that a grant reaches, with the parameters $2 unit, $3 reader and $4 instant: those its unit has a relation to, and for
 * reading those that the reader has opened; never one with a protected identity unless the unit's manager named the reader.
 */
const IS_HIDDEN = READER.isHidden('p.id');
const IS_RELATED = `EXISTS (SELECT 1 FROM care_relation r WHERE r.patient_id = p.id AND r.unit_id = $2
  AND r.since <= $4::timestamptz AND (r.until IS NULL OR r.until > $4::timestamptz))`;

/** Patients in PostgreSQL. */
export function prismaPatients(db: PrismaClient): PatientStore {
  return {
    async find(grant, ids, access, now) {
      const isOpened = grant.action === 'patient.read' ? READER.hasOpened('p.id') : 'false';
      const rows = await db.$queryRawUnsafe<PatientRow[]>(
        `SELECT ${COLUMNS}, ${READER.protection('p.id')} AS protection FROM patient p
         WHERE p.id = ANY($1) AND (${IS_RELATED} OR ${isOpened}) AND NOT ${IS_HIDDEN}`,
        ids,
        grant.reach.unitId,
        readerOf(grant, now),
        now,
      );
      const found = rows.map(({ id }) => ({ id, patientId: id }));
      await noteFound(access, grant, ids, found, async (missing) => {
        const hidden = await hiddenOf(db, grant, missing, now);
        // A patient out of reach is noted by id: it is the patient that was tried, whether it exists or not.
        return missing.map((id) => ({ id, patientId: id, reason: hidden.has(id) ? ('PROTECTED' as const) : null }));
      });
      return inOrder(ids, rows.map(toPatient), (patient) => patient.id);
    },
    async lookUp(grant, number, relationUntil, access, now) {
      return await transact(db, async (tx) => {
        const [row] = await tx.$queryRawUnsafe<(PatientRow & { isHidden: boolean })[]>(
          `SELECT ${COLUMNS}, ${careReaderSql(2).protection('p.id')} AS protection, ${careReaderSql(2).isHidden('p.id')} AS "isHidden"
           FROM patient p WHERE p.identity_number = $1`,
          number.digits,
          readerOf(grant, now),
        );
        if (!row) {
          access.read(grant, [{}]); // who asks for numbers that nobody has is of interest too
          return null;
        }
        // Of a protected patient too: the unit's manager can then name who may open the patient.
        await relate(tx, grant, row.id, relationUntil, now);
        if (row.isHidden) {
          access.denied(grant.action, 'PROTECTED', { patientId: row.id });
          return null;
        }
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
            minorUntil: minorUntil(
              { digits: patient.personalIdentityNumber, kind: patient.identityKind },
              stockholmDay(now),
            ),
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

const COLUMNS = `p.id, p.identity_kind AS "identityKind", p.identity_number AS "identityNumber", p.given_name AS "givenName",
  p.family_name AS "familyName", p.street, p.postal_code AS "postalCode", p.city, p.municipality_code AS "municipalityCode"`;

type PatientRow = Omit<Row, 'registeredAt' | 'version'> & { readonly protection: ProtectionLevel | null };

/** Those among the patients whose identity is protected from the viewer. */
async function hiddenOf(
  db: PrismaClient,
  grant: Grant<string>,
  ids: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT p.id FROM patient p WHERE p.id = ANY($1) AND ${careReaderSql(2).isHidden('p.id')}`,
    ids,
    readerOf(grant, now),
  );
  return new Set(rows.map((row) => row.id));
}

function toPatient(row: PatientRow): Patient {
  const { id, identityKind, identityNumber, givenName, familyName, street, postalCode, city, municipalityCode } = row;
  return {
    id,
    identityKind: identityKind === 'COORDINATION' ? 'COORDINATION' : 'PERSONAL',
    personalIdentityNumber: identityNumber,
    givenName,
    familyName,
    // Name and number are shown as a warning, where the patient lives is not (G-090).
    registeredAddress: row.protection ? null : { street, postalCode, city },
    municipalityCode,
    protection: row.protection,
  };
}

function toRow({ registeredAddress, personalIdentityNumber, ...patient }: NewPatient) {
  return { ...patient, ...registeredAddress, identityNumber: personalIdentityNumber };
}
