import { type Handler, on } from '@samplan/kit/events/inbox';
import { patientRegistered } from '@samplan/schema/events/care';
import type { Prisma } from '../generated/prisma/client.ts';

/** Keeps what rules about patients need to know. */
export const onPatientRegistered: Handler<Prisma.TransactionClient> = on(
  patientRegistered,
  async (tx, { patientId, minorUntil, version }) => {
    await tx.$executeRawUnsafe(
      `INSERT INTO patient_copy (patient_id, minor_until, version) VALUES ($1, $2::date, $3)
       ON CONFLICT (patient_id) DO UPDATE SET minor_until = $2::date, version = $3 WHERE patient_copy.version < $3`,
      patientId,
      minorUntil,
      version,
    );
  },
);
