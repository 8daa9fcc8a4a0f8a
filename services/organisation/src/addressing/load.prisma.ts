import { insertRows } from '@samplan/kit/db/insert';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Addressing } from './store.ts';

/**
 * Stores the links of many newly registered patients at once, as a demo region or a migration brings them. Nobody is told: care
 * is given its copies in the same way.
 */
export async function loadAddressings(tx: Prisma.TransactionClient, addressings: readonly Addressing[]): Promise<void> {
  await insertRows(
    tx,
    'patient_addressing',
    addressings.map((addressing) => ({
      patient_id: addressing.patientId,
      municipality_code: addressing.municipalityCode,
      postal_code: addressing.postalCode,
      registration_version: 1,
      housing_type: addressing.housingType,
      housing_unit_id: addressing.housingUnitId,
      home_health_unit_id: addressing.homeHealthUnitId,
      listed_health_centre_id: addressing.listedHealthCentreId,
      psychiatric_outpatient_unit_id: addressing.psychiatricOutpatientUnitId,
      deciding_municipality_id: addressing.decidingMunicipalityId,
      version: addressing.version,
    })),
  );
}
