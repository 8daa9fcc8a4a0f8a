import type { Grant, Reach } from '@samplan/kit/access/policy';
import { readerOf, readerSql } from '@samplan/kit/access/reader';
import type { PrismaClient } from '../generated/prisma/client.ts';

const READER = readerSql(3);
const TAKES_PART =
  'EXISTS (SELECT 1 FROM sip_participant y WHERE y.sip_id = s.id AND y.unit_id = $2 AND y.left_at IS NULL)';
const IS_HIDDEN = READER.isHidden('s.patient_id');
/** A plan belongs to the unit that leads it. */
const IS_BLOCKED = READER.isBlocked('s.patient_id', 's.coordinating_unit_id');
const IS_OPEN_TO_OTHERS = READER.isOpenToOthers('s.patient_id', 's.coordinating_unit_id');
const HAS_OPENED = READER.hasOpenedOf('s.patient_id', 's.coordinating_unit_id');

/** A grant that reaches plans. */
export type AnyPlanGrant = Pick<Grant<string, Reach & { readonly unitId: string }>, 'action' | 'viewer' | 'reach'>;

/** Which plans `s` a grant reaches, with the parameters $2 unit and $3 reader. Opening a patient lets read, not act. */
export function planInReach({ action, reach }: AnyPlanGrant): string {
  if (reach.level === 'COORDINATOR') return `s.coordinating_unit_id = $2 AND NOT ${IS_HIDDEN}`;
  const opened = action === 'sip.read' ? ` OR ${IS_OPEN_TO_OTHERS}` : '';
  return `((${TAKES_PART} AND NOT ${IS_BLOCKED})${opened}) AND NOT ${IS_HIDDEN}`;
}

/** Ids of the plans in reach among the given ones, or of the given patients or episodes. */
export async function planIdsInReach(
  db: PrismaClient,
  grant: AnyPlanGrant,
  by: 'id' | 'patient_id' | 'episode_id',
  ids: readonly string[],
  now: Date,
): Promise<string[]> {
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT s.id FROM sip s WHERE s.${by} = ANY($1) AND ${planInReach(grant)}`,
    ids,
    grant.reach.unitId,
    readerOf(grant, now),
  );
  return rows.map((row) => row.id);
}

/** What closes the plan `s` to the viewer, with the same parameters. */
export function deniedPlanBecause(): string {
  return `CASE WHEN ${IS_HIDDEN} THEN 'PROTECTED'
    WHEN (${TAKES_PART} AND ${IS_BLOCKED}) OR ${HAS_OPENED} THEN 'BLOCKED' END`;
}

/** The plans that exist among those not in reach, with what closes them to the viewer. */
export async function deniedPlans(db: PrismaClient, grant: AnyPlanGrant, ids: readonly string[], now: Date) {
  return await db.$queryRawUnsafe<{ id: string; patientId: string; reason: 'PROTECTED' | 'BLOCKED' | null }[]>(
    `SELECT s.id, s.patient_id AS "patientId", ${deniedPlanBecause()} AS reason FROM sip s WHERE s.id = ANY($1)`,
    ids,
    grant.reach.unitId,
    readerOf(grant, now),
  );
}
