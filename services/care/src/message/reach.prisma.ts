import type { Grant } from '@samplan/kit/access/policy';
import { readerOf } from '@samplan/kit/access/reader';
import type { Change } from '../episode/store.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { CareReach } from '../reach.ts';
import { careReaderSql } from '../reader.ts';

const READER = careReaderSql(3);
const IS_RECIPIENT = `EXISTS (SELECT 1 FROM message_recipient y
  WHERE y.message_id = m.id AND y.unit_id = $2 AND y.state <> 'RETURNED_MISDIRECTED')`;
const IS_HIDDEN = READER.isHidden('m.patient_id');
const HAS_OPENED = READER.hasOpenedOf('m.patient_id', 'm.sender_unit_id');
const IS_SENT_BLOCKED = READER.isSentBlocked('m.patient_id', 'm.sender_unit_id');
const IS_OPEN_TO_OTHERS = READER.isOpenToOthers('m.patient_id', 'm.sender_unit_id');

type AnyGrant = Pick<Grant<string, CareReach>, 'action' | 'viewer' | 'reach'>;

/**
 * Which messages `m` a grant reaches, with the parameters $2 unit and $3 reader: what its unit has sent, and what
 * it got, which is its own documentation whatever is blocked later unless the block says otherwise; not what it gave back. After opening a patient one
 * reads the others too.
 */
function inReach({ action }: AnyGrant): string {
  const opened = action === 'episode.read' ? ` OR ${IS_OPEN_TO_OTHERS}` : '';
  return `(m.sender_unit_id = $2 OR (${IS_RECIPIENT} AND NOT ${IS_SENT_BLOCKED})${opened}) AND NOT ${IS_HIDDEN}`;
}

/** Ids of messages in reach: of the given ones; or of the given episodes, at most so many latest of each type. */
export async function messageIdsInReach(db: PrismaClient, grant: AnyGrant, ids: readonly string[], now: Date) {
  const rows = await db.$queryRawUnsafe<InReach[]>(
    `SELECT m.id, m.patient_id AS "patientId", ${READER.protection('m.patient_id')} IS NOT NULL AS "isProtected"
     FROM message m WHERE m.id = ANY($1) AND ${inReach(grant)}`,
    ids,
    grant.reach.unitId,
    readerOf(grant, now),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** A message in reach. */
export interface InReach {
  readonly id: string;
  readonly patientId: string;
  /** Is the patient's identity protected, so that no address may be shown? */
  readonly isProtected: boolean;
}

/** See {@link messageIdsInReach}; the latest of each type, in each episode. */
export async function messageIdsOfEpisodes(
  db: PrismaClient,
  grant: AnyGrant,
  episodeIds: readonly string[],
  most: number,
  now: Date,
) {
  const rows = await db.$queryRawUnsafe<InReach[]>(
    `SELECT id, "patientId", "isProtected" FROM (
       SELECT m.id, m.patient_id AS "patientId", ${READER.protection('m.patient_id')} IS NOT NULL AS "isProtected",
              row_number() OVER (PARTITION BY m.episode_id, m.type ORDER BY m.sent_at DESC, m.id DESC) AS n
       FROM message m WHERE m.episode_id = ANY($1) AND ${inReach(grant)}
     ) numbered WHERE n <= $4`,
    episodeIds,
    grant.reach.unitId,
    readerOf(grant, now),
    most,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Ids of the latest messages that the viewer's unit got about each patient, in reach. */
export async function messageIdsReceived(
  db: PrismaClient,
  grant: AnyGrant,
  patientIds: readonly string[],
  most: number,
  now: Date,
) {
  const rows = await db.$queryRawUnsafe<InReach[]>(
    `SELECT id, "patientId", "isProtected" FROM (
       SELECT m.id, m.patient_id AS "patientId", ${READER.protection('m.patient_id')} IS NOT NULL AS "isProtected",
              row_number() OVER (PARTITION BY m.patient_id ORDER BY m.sent_at DESC, m.id DESC) AS n
       FROM message m
       WHERE m.patient_id = ANY($1) AND ${IS_RECIPIENT} AND ${inReach(grant)}
     ) numbered WHERE n <= $4`,
    patientIds,
    grant.reach.unitId,
    readerOf(grant, now),
    most,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The messages that exist among those not in reach, with what closes them to the viewer. */
export async function deniedMessages(db: PrismaClient, grant: AnyGrant, ids: readonly string[], now: Date) {
  return await db.$queryRawUnsafe<{ id: string; patientId: string; reason: 'PROTECTED' | 'BLOCKED' | null }[]>(
    `SELECT m.id, m.patient_id AS "patientId", CASE WHEN ${IS_HIDDEN} THEN 'PROTECTED'
       WHEN (${IS_RECIPIENT} AND ${IS_SENT_BLOCKED}) OR ${HAS_OPENED} THEN 'BLOCKED' END AS reason
     FROM message m WHERE m.id = ANY($1)`,
    ids,
    grant.reach.unitId,
    readerOf(grant, now),
  );
}

/**
 * Which changes `c` of episodes `e` in reach a grant sees, with the messages `m` that they are about and the parameters $2 unit and $3
 * reader: of messages those that it reaches, of invitations those to plans whose leading unit is not blocked.
 */
function isSeen(grant: AnyGrant): string {
  return `(c.kind <> 'MESSAGE' OR ${inReach(grant)}) AND (c.kind <> 'INVITATION' OR NOT EXISTS (
    SELECT 1 FROM sip_copy s WHERE s.sip_id = c.subject_id AND ${READER.isBlocked('e.patient_id', 's.coordinating_unit_id')}))`;
}

const CHANGES = `episode_change c JOIN care_episode e ON e.id = c.episode_id
  LEFT JOIN message m ON c.kind = 'MESSAGE' AND m.id = c.subject_id`;

/** The latest changes of each of the given episodes, as far as the grant sees them, latest first. */
export async function changesInReach(
  db: PrismaClient,
  grant: AnyGrant,
  episodeIds: readonly string[],
  most: number,
  after: Date | null,
  now: Date,
): Promise<readonly Change[]> {
  return await db.$queryRawUnsafe<Change[]>(
    `SELECT seen.* FROM unnest($1::text[]) AS asked(id) CROSS JOIN LATERAL (
       SELECT c.episode_id AS "episodeId", c.kind, c.subject_id AS "subjectId", c.at, c.by_user_id AS "byUserId",
              c.by_unit_id AS "byUnitId", c.before, c.after, c.id
       FROM ${CHANGES} WHERE c.episode_id = asked.id AND ($4::timestamptz IS NULL OR c.at > $4) AND ${isSeen(grant)}
       ORDER BY c.at DESC, c.id DESC LIMIT $5) AS seen
     ORDER BY seen.at DESC, seen.id DESC`,
    episodeIds,
    grant.reach.unitId,
    readerOf(grant, now),
    after,
    most,
  );
}

/**
 * How much others have changed in each of the given episodes since the viewer looked last, as far as the viewer sees it. Episodes
 * without such changes are left out.
 */
export async function unseenChanges(
  db: PrismaClient,
  grant: AnyGrant,
  episodeIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.$queryRawUnsafe<{ episodeId: string; unseen: number }[]>(
    `SELECT c.episode_id AS "episodeId", count(*)::int AS unseen
     FROM ${CHANGES}
     LEFT JOIN episode_looked l ON l.episode_id = c.episode_id AND l.unit_id = $2 AND l.user_id = ($3::text[])[1]
     WHERE c.episode_id = ANY($1) AND (l.looked_at IS NULL OR c.at > l.looked_at)
       AND c.by_user_id IS DISTINCT FROM ($3::text[])[1] AND ${isSeen(grant)}
     GROUP BY c.episode_id`,
    episodeIds,
    grant.reach.unitId,
    readerOf(grant, now),
  );
  return new Map(rows.map((row) => [row.episodeId, row.unseen]));
}
