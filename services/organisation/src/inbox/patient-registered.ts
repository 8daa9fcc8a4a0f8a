import { type Handler, on } from '@samplan/kit/events/inbox';
import { patientRegistered } from '@samplan/schema/events/care';
import type { Prisma } from '../generated/prisma/client.ts';

/** A new patient gets an empty addressing; a changed registration moves municipality and postal code. */
export const onPatientRegistered: Handler<Prisma.TransactionClient> = on(
  patientRegistered,
  async (tx, { patientId, municipalityCode, postalCode, version }) => {
    await tx.$executeRawUnsafe(
      `INSERT INTO patient_addressing (patient_id, municipality_code, postal_code, registration_version)
       VALUES ($1, $2, $3, $4)
       ON CONFLICT (patient_id) DO UPDATE SET municipality_code = $2, postal_code = $3, registration_version = $4
       WHERE patient_addressing.registration_version < $4`,
      patientId,
      municipalityCode,
      postalCode,
      version,
    );
  },
);
