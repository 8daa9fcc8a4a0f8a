import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import { hindrances } from '@samplan/kit/copies/care-relation';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { PatientFacts } from './store.ts';

/** What rules need of a patient whom the viewer's unit has a relation to; null without one, or when nobody is known by the id. */
export async function patientFactsOf(
  db: PrismaClient,
  grant: Grant<string>,
  patientId: string,
  access: AccessLog,
  now: Date,
): Promise<PatientFacts | null> {
  const hindering = await hindrances(db, grant, [patientId], now, { orOpened: grant.action === 'block.lift' });
  const patient = await db.patientCopy.findUnique({ where: { patientId } });
  const hindrance = hindering.get(patientId) ?? null;
  if (hindrance || !patient) {
    access.denied(grant.action, hindrance ?? 'NOT_IN_REACH', { patientId });
    return null;
  }
  return { minorUntil: patient.minorUntil?.toISOString().slice(0, 10) ?? null };
}
