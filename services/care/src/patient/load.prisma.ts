import { insertRows } from '@samplan/kit/db/insert';
import type { EventData } from '@samplan/schema/events/contract';
import type { patientAddressingChanged } from '@samplan/schema/events/organisation';
import type { sipInitiated } from '@samplan/schema/events/sip';
import type { Prisma } from '../generated/prisma/client.ts';
import type { RelationBasis } from './relation.ts';
import type { NewPatient } from './store.ts';

/** A relation as it is stored. */
export interface LoadedRelation {
  readonly id: string;
  readonly patientId: string;
  readonly unitId: string;
  readonly basis: RelationBasis;
  /** The episode or plan; empty for the other bases. */
  readonly basisId: string;
  readonly since: Date;
  readonly until: Date | null;
  readonly version: number;
}

/** Patients with what care knows of them from the events of others. */
export interface LoadedPatients {
  readonly patients: readonly (NewPatient & { readonly registeredAt: Date })[];
  readonly relations: readonly LoadedRelation[];
  /** What organisation would have told. */
  readonly links: readonly EventData<typeof patientAddressingChanged>[];
  /** What sip would have told. */
  readonly plans: readonly EventData<typeof sipInitiated>[];
}

/**
 * Stores many patients at once, as a demo region or a migration brings them. Nobody is told: the other subgraphs are given their
 * copies in the same way.
 */
export async function loadPatients(tx: Prisma.TransactionClient, loaded: LoadedPatients): Promise<void> {
  await insertRows(tx, 'patient', loaded.patients.map(patientRow));
  await insertRows(tx, 'patient_link', loaded.links.map(linkRow));
  await insertRows(tx, 'care_relation', loaded.relations.map(relationRow));
  await insertRows(tx, 'sip_copy', loaded.plans.map(planRow));
}

function patientRow({ registeredAddress, ...patient }: LoadedPatients['patients'][number]) {
  return {
    id: patient.id,
    municipality_code: patient.municipalityCode,
    identity_kind: patient.identityKind,
    identity_number: patient.personalIdentityNumber,
    given_name: patient.givenName,
    family_name: patient.familyName,
    street: registeredAddress.street,
    postal_code: registeredAddress.postalCode,
    city: registeredAddress.city,
    registered_at: patient.registeredAt,
  };
}

function linkRow(link: LoadedPatients['links'][number]) {
  const { patientId, housingUnitId, homeHealthUnitId, listedHealthCentreId, psychiatricOutpatientUnitId } = link;
  return {
    patient_id: patientId,
    unit_ids: [housingUnitId, homeHealthUnitId, listedHealthCentreId, psychiatricOutpatientUnitId].filter(
      (id) => id !== null,
    ),
    psychiatric_outpatient_unit_id: psychiatricOutpatientUnitId,
    version: link.version,
  };
}

function relationRow({ id, patientId, unitId, basis, basisId, since, until, version }: LoadedRelation) {
  return { id, patient_id: patientId, unit_id: unitId, basis, basis_id: basisId, since, until, version };
}

function planRow(plan: LoadedPatients['plans'][number]) {
  const { sipId, coordinatingUnitId, episodeId, invitedAt, participants, version } = plan;
  return {
    sip_id: sipId,
    coordinating_unit_id: coordinatingUnitId,
    episode_id: episodeId,
    invited_at: invitedAt,
    participants,
    version,
  };
}
