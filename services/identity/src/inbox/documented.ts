import type { Sql } from '@samplan/kit/db/sql';
import { type Handler, on } from '@samplan/kit/events/inbox';
import { patientAdmitted } from '@samplan/schema/events/care';
import { sipCoordinationHandedOver, sipInitiated } from '@samplan/schema/events/sip';
import type { Prisma } from '../generated/prisma/client.ts';

type Tx = Prisma.TransactionClient;

/** Something documented about a patient, with the unit whose it is. */
export interface Documented {
  readonly documentId: string;
  readonly patientId: string;
  readonly unitId: string;
  readonly version: number;
}

/** Keeps who has documented something about whom: an episode is its ward's, a plan the unit's that leads it. */
export const onDocumented: readonly Handler<Tx>[] = [
  on(patientAdmitted, (tx, { episodeId: documentId, patientId, wardUnitId: unitId, version }) =>
    storeDocumented(tx, [{ documentId, patientId, unitId, version }]),
  ),
  ...[sipInitiated, sipCoordinationHandedOver].map((contract) =>
    on(contract, (tx: Tx, { sipId: documentId, patientId, coordinatingUnitId: unitId, version }) =>
      storeDocumented(tx, [{ documentId, patientId, unitId, version }]),
    ),
  ),
];

/** Stores copies of what is documented, unless something later is stored. */
export async function storeDocumented(tx: Sql, documented: readonly Documented[]): Promise<void> {
  await tx.$executeRawUnsafe(
    `INSERT INTO documented_copy AS d (document_id, patient_id, unit_id, version)
     SELECT "documentId", "patientId", "unitId", version
     FROM json_to_recordset($1::json) AS g("documentId" text, "patientId" text, "unitId" text, version integer)
     ON CONFLICT (document_id) DO UPDATE SET unit_id = excluded.unit_id, version = excluded.version
     WHERE d.version < excluded.version`,
    JSON.stringify(documented),
  );
}
