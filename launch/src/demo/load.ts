import { loadPatients } from '@samplan/care/patient/load.prisma';
import { type Documented, storeDocumented } from '@samplan/identity/inbox/documented';
import { storeAssignmentCopies } from '@samplan/kit/copies/assignment';
import { storeCareRelationCopies } from '@samplan/kit/copies/care-relation';
import { storeUnitCopies } from '@samplan/kit/copies/unit';
import { withdrawDeliveries } from '@samplan/kit/events/outbox';
import { minorUntil } from '@samplan/kit/person/identity-number';
import { stockholmDay } from '@samplan/kit/time';
import { loadAddressings } from '@samplan/organisation/addressing/load.prisma';
import { snapshotOf as linksOf } from '@samplan/organisation/addressing/snapshot';
import { assignmentChanged } from '@samplan/schema/events/identity';
import { unitChanged } from '@samplan/schema/events/organisation';
import { loadPlans } from '@samplan/sip/plan/load.prisma';
import { snapshotOf as planOf } from '@samplan/sip/plan/snapshot';
import { allDone } from './at-once.ts';
import type { DemoClients } from './clients.ts';
import { once } from './once.ts';
import type { DemoPatient } from './patients.ts';
import type { DemoPlan } from './plan-course.ts';
import { demoRelations, toldOf } from './relations.ts';
import type { DemoStaff } from './staff.ts';
import type { DemoTree } from './tree.ts';

/**
 * Writes what is many into every database, with the copies that they keep of each other, so that no flood of events is needed.
 * One transaction for each database; one that has been written already stays as it is.
 */
export async function loadEverywhere(
  { identity, organisation, care, sip }: DemoClients,
  tree: DemoTree,
  staff: DemoStaff,
  patients: readonly DemoPatient[],
  plans: readonly DemoPlan[],
  now: Date,
): Promise<void> {
  const relations = demoRelations(patients, plans);
  const told = relations.map(toldOf);
  const registered = patients.map(({ patient }) => patient);
  const addressings = patients.map(({ addressing }) => addressing);
  const sips = plans.map((plan) => plan.sip);

  await allDone([
    once(
      care,
      'patients',
      async (tx) => (await tx.patient.count()) > 0,
      async (tx) => {
        await storeUnitCopies(tx, tree.told);
        await storeAssignmentCopies(tx, staff.told);
        await tx.closingPolicy.createMany({ data: closingPolicies(tree) });
        const links = addressings.filter(({ version }) => version > 1).map(linksOf);
        await loadPatients(tx, { patients: registered, relations, links, plans: sips.map(planOf) });
      },
    ),
    once(
      organisation,
      'patients',
      async (tx) => (await tx.patientAddressing.count()) > 0,
      async (tx) => {
        await storeAssignmentCopies(tx, staff.told);
        await storeCareRelationCopies(tx, told);
        await loadAddressings(tx, addressings);
      },
    ),
    once(
      identity,
      'patients',
      async (tx) => (await tx.patientCopy.count()) > 0,
      async (tx) => {
        await storeCareRelationCopies(tx, told);
        await storeDocumented(tx, sips.map(planOf).map(documentedOf));
        await tx.patientCopy.createMany({ data: registered.map((patient) => patientCopyOf(patient, now)) });
      },
    ),
    once(
      sip,
      'patients',
      async (tx) => (await tx.patientCopy.count()) > 0,
      async (tx) => {
        await storeUnitCopies(tx, tree.told);
        await storeAssignmentCopies(tx, staff.told);
        await storeCareRelationCopies(tx, told);
        await loadPlans(tx, registered, sips);
      },
    ),
  ]);
  // Everybody has their copies of units and assignments now.
  await withdrawDeliveries(organisation, unitChanged);
  // But what was ordered and appointed by a start that was stopped after this is still to be told.
  const isFurther = (await identity.accessOrder.count()) + (await identity.appointment.count()) > 0;
  if (!isFurther) await withdrawDeliveries(identity, assignmentChanged);
}

/** What identity knows of a plan: whose it is. */
function documentedOf({ sipId, patientId, coordinatingUnitId, version }: ReturnType<typeof planOf>): Documented {
  return { documentId: sipId, patientId, unitId: coordinatingUnitId, version };
}

/** What identity knows of a patient. */
function patientCopyOf({ id, personalIdentityNumber, identityKind }: DemoPatient['patient'], now: Date) {
  const until = minorUntil({ digits: personalIdentityNumber, kind: identityKind }, stockholmDay(now));
  return { patientId: id, minorUntil: until === null ? null : new Date(until), version: 1 };
}

/** Sörmland closes nothing while messages are unacknowledged, Västernorrland does (K12). */
function closingPolicies(tree: DemoTree) {
  const validFromOn = new Date('2018-01-01'); // since the act is in force
  return [
    { regionId: tree.principalId('region-sormland'), validFromOn, requiresAcknowledgements: true },
    { regionId: tree.principalId('region-vasternorrland'), validFromOn, requiresAcknowledgements: false },
  ];
}
