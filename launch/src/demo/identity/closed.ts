import type { PrismaClient as CareClient } from '@samplan/care/generated/prisma/client';
import { registerBlock } from '@samplan/identity/block/domain';
import { permit as permitBlock } from '@samplan/identity/block/policy';
import { prismaBlocks } from '@samplan/identity/block/store.prisma';
import { permit as permitProtection } from '@samplan/identity/protected-identity/policy';
import { prismaProtections } from '@samplan/identity/protected-identity/store.prisma';
import type { Capability } from '@samplan/kit/access/capability';
import type { AssignedViewer, Role } from '@samplan/kit/access/viewer';
import { chanceOf } from '../chance.ts';
import { once } from '../once.ts';
import type { DemoPatient } from '../patients.ts';
import { allowed, present } from '../rule.ts';
import { logOf, type Office } from './desk.ts';

/**
 * Two patients of one health centre who are in no episode and no plan: one has blocked the data of psychiatric outpatient care (G-077),
 * one has a protected identity, which one nurse of the health centre may open (G-090).
 *
 * @param patients - of one municipality.
 */
export async function closePatients(office: Office, care: CareClient, patients: readonly DemoPatient[]): Promise<void> {
  const idle = await withoutCase(care, patients);
  const listedAt = ({ addressing }: DemoPatient) => addressing.listedHealthCentreId;
  const blocked = present(
    idle.find((one) => one.addressing.psychiatricOutpatientUnitId !== null && listedAt(one) !== null),
    'patient of psychiatric outpatient care without a case',
  );
  const hidden = present(
    idle.find((one) => one !== blocked && listedAt(one) === listedAt(blocked)),
    'second patient of the health centre without a case',
  );
  await once(
    office.db,
    'closed patients',
    async (tx) => (await tx.block.count()) > 0,
    async (tx) => {
      await block({ ...office, db: tx }, blocked);
      await protect({ ...office, db: tx }, hidden);
    },
  );
}

/** Those in no episode and no plan, in the same order. */
async function withoutCase(care: CareClient, patients: readonly DemoPatient[]): Promise<readonly DemoPatient[]> {
  const rows = await care.$queryRawUnsafe<{ id: string }[]>(
    `SELECT patient_id AS id FROM care_episode UNION SELECT patient_id FROM care_relation WHERE basis = 'SIP'`,
  );
  const inCase = new Set(rows.map(({ id }) => id));
  return patients.filter(({ patient }) => !inCase.has(patient.id));
}

async function block({ db, staff, calendar }: Office, { patient, around }: DemoPatient): Promise<void> {
  const at = calendar.days(14, 10);
  const may = staff.whoMay(around.psychiatricOutpatientUnit, 'block.register');
  const coordinator = present(may, `registrar at ${around.psychiatricOutpatientUnit.name}`);
  const grant = allowed(permitBlock(coordinator, 'block.register'));
  const blocks = prismaBlocks(db);
  const access = logOf(db, coordinator, at);
  const facts = present(await blocks.patientFacts(grant, patient.id, access, at), `relation to ${patient.id}`);
  const registered = registerBlock(
    {
      ...facts,
      id: chanceOf('blocks').id('blk', at),
      patientId: patient.id,
      scope: 'UNIT',
      requestedBy: 'PATIENT',
      childIsMature: true,
      coversSent: false,
      assignment: coordinator.assignment,
    },
    at,
  );
  await blocks.register(grant, allowed(registered), access, at);
}

async function protect({ db, staff, calendar }: Office, { patient, around: { healthCentre } }: DemoPatient) {
  const at = calendar.days(13, 10);
  const one = (capability: Capability, role: Role): AssignedViewer =>
    present(staff.whoMay(healthCentre, capability, role), `${role} at ${healthCentre.name}`);
  const nurse = one('identity-protection.mark', 'NURSE');
  const manager = one('protected-staff.name', 'UNIT_MANAGER');
  const protections = prismaProtections(db);
  const mark = allowed(permitProtection(nurse, 'identity-protection.mark'));
  const marked = await protections.mark(mark, patient.id, 'CONFIDENTIALITY_MARKING', logOf(db, nurse, at), at);
  present(marked, `relation to ${patient.id}`);
  const name = allowed(permitProtection(manager, 'protected-staff.name'));
  const named = await protections.nameStaff(name, patient.id, [nurse.userId], logOf(db, manager, at), at);
  if (named.kind !== 'NAMED') throw new Error(`nobody is named: ${named.kind}`);
}
