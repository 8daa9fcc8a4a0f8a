import { readerOf } from '@samplan/kit/access/reader';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type AnyPlanGrant, deniedPlanBecause, planInReach } from '../plan/reach.prisma.ts';

/** Ids of the given messages whose plans are in reach. */
export async function messageIdsInReach(
  db: PrismaClient,
  grant: AnyPlanGrant,
  ids: readonly string[],
  now: Date,
): Promise<string[]> {
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT m.id FROM message m JOIN sip s ON s.id = m.sip_id WHERE m.id = ANY($1) AND ${planInReach(grant)}`,
    ids,
    grant.reach.unitId,
    readerOf(grant, now),
  );
  return rows.map((row) => row.id);
}

/** The messages that exist among those not in reach, with what closes them to the viewer. */
export async function deniedMessages(db: PrismaClient, grant: AnyPlanGrant, ids: readonly string[], now: Date) {
  return await db.$queryRawUnsafe<{ id: string; patientId: string; reason: 'PROTECTED' | 'BLOCKED' | null }[]>(
    `SELECT m.id, s.patient_id AS "patientId", ${deniedPlanBecause()} AS reason
     FROM message m JOIN sip s ON s.id = m.sip_id WHERE m.id = ANY($1)`,
    ids,
    grant.reach.unitId,
    readerOf(grant, now),
  );
}
