import type { Grant } from '@samplan/kit/access/policy';
import { readerOf } from '@samplan/kit/access/reader';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { CareReach } from '../reach.ts';
import { careReaderSql } from '../reader.ts';

const READER = careReaderSql(3);
const IS_PARTY = `EXISTS (SELECT 1 FROM episode_party y
  WHERE y.episode_id = e.id AND y.unit_id = $2 AND y.left_at IS NULL)`;
const IS_HIDDEN = READER.isHidden('e.patient_id');
/** An episode's data belongs to the ward that runs it. */
const IS_OPEN_TO_PARTY = `${IS_PARTY} AND NOT ${READER.isBlocked('e.patient_id', 'e.ward_unit_id')}`;
const IS_OPEN_TO_OTHERS = READER.isOpenToOthers('e.patient_id', 'e.ward_unit_id');
const HAS_OPENED = READER.hasOpenedOf('e.patient_id', 'e.ward_unit_id');

type AnyGrant = Pick<Grant<string, CareReach>, 'action' | 'viewer' | 'reach'>;

/** Which episodes `e` a grant reaches, with the parameters $2 unit and $3 reader. Opening a patient lets read, not act. */
function inReach({ action, reach }: AnyGrant): string {
  if (reach.level === 'WARD') return `e.ward_unit_id = $2 AND NOT ${IS_HIDDEN}`;
  const isOpen = action === 'episode.read' ? `(${IS_OPEN_TO_PARTY} OR ${IS_OPEN_TO_OTHERS})` : `(${IS_OPEN_TO_PARTY})`;
  return `${isOpen} AND NOT ${IS_HIDDEN}`;
}

/** Ids of the episodes in reach among the given ones, or of the given patients. */
export async function episodeIdsInReach(
  db: PrismaClient,
  grant: AnyGrant,
  by: 'id' | 'patient_id',
  ids: readonly string[],
  now: Date,
): Promise<string[]> {
  const rows = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT e.id FROM care_episode e WHERE e.${by} = ANY($1) AND ${inReach(grant)}`,
    ids,
    grant.reach.unitId,
    readerOf(grant, now),
  );
  return rows.map((row) => row.id);
}

/** The episodes that exist among those not in reach, with what closes them to the viewer. */
export async function deniedEpisodes(db: PrismaClient, grant: AnyGrant, ids: readonly string[], now: Date) {
  return await db.$queryRawUnsafe<{ id: string; patientId: string; reason: 'PROTECTED' | 'BLOCKED' | null }[]>(
    `SELECT e.id, e.patient_id AS "patientId", CASE WHEN ${IS_HIDDEN} THEN 'PROTECTED'
       WHEN (${IS_PARTY} AND ${READER.isBlocked('e.patient_id', 'e.ward_unit_id')}) OR ${HAS_OPENED} THEN 'BLOCKED' END AS reason
     FROM care_episode e WHERE e.id = ANY($1)`,
    ids,
    grant.reach.unitId,
    readerOf(grant, now),
  );
}
