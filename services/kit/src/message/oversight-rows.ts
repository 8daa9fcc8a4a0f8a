import { noteFound } from '../access/loader.ts';
import type { AccessLog } from '../access/log.ts';
import type { Sql } from '../db/sql.ts';
import { inOrder } from '../ordered.ts';
import type { PageRequest } from '../page.ts';
import type { Recipient } from './domain.ts';
import { receivedAtStep } from './escalation.ts';
import type { Overseen, OverseenPlace, StuckReason } from './oversight.ts';
import type { OversightGrant, StuckPage } from './oversight-store.ts';
import type { OversightReach } from './reach.ts';

/** Messages without their content in PostgreSQL: the same number of statements whatever the number of messages. */

/** Does a person work at the unit `u`? */
const HAS_USERS = `EXISTS (SELECT 1 FROM kit.assignment a
  WHERE a.unit_id = u.unit_id AND a.is_active AND a.role <> 'SERVICE_ACCOUNT')`;

/** When a message is stuck at the unit `u` (see `stuckBecause`); $2 is when it came at the latest to be overdue. */
const REASONS: Readonly<Record<StuckReason, string>> = {
  UNIT_ENDED: 'NOT u.is_active',
  NO_ACTIVE_USERS: `NOT ${HAS_USERS}`,
  OVERDUE: 'r.received_at < $2',
};

/** Units `u` of the owner $1. */
function inReach({ level }: OversightReach): string {
  return level === 'REGION' ? 'u.region_id = $1' : 'u.administration_id = $1';
}

/**
 * Reads a page of the messages that are stuck at units in reach.
 * @param reason - only those that are stuck for it; null for every reason.
 */
export async function stuckPage(
  sql: Sql,
  reach: OversightReach,
  reason: StuckReason | null,
  { first, after }: PageRequest,
  now: Date,
): Promise<StuckPage> {
  const conditions = reason ? REASONS[reason] : Object.values(REASONS).join(' OR ');
  const places = `message_recipient r JOIN kit.unit u ON u.unit_id = r.unit_id WHERE ${inReach(reach)}`;
  // $2 is named in every case, so that it has a type.
  const stuck = `SELECT DISTINCT r.message_id FROM ${places} AND $2::timestamptz IS NOT NULL
    AND r.state IN ('UNREAD', 'READ') AND (${conditions})`;
  const given = [reach.ownerId, receivedAtStep(reach.from, now, true).before];
  const [ids, [count]] = await Promise.all([
    sql.$queryRawUnsafe<{ id: string }[]>(
      `SELECT m.id FROM message m JOIN (${stuck}) s ON s.message_id = m.id
       WHERE $3::text IS NULL OR (m.sent_at, m.id) > (SELECT c.sent_at, c.id FROM message c
         WHERE c.id = $3 AND EXISTS (SELECT 1 FROM ${places} AND r.message_id = c.id))
       ORDER BY m.sent_at, m.id LIMIT $4`,
      ...given,
      after,
      first + 1,
    ),
    sql.$queryRawUnsafe<{ total: number }[]>(`SELECT count(*)::int AS total FROM (${stuck}) s`, ...given),
  ]);
  return { ids: ids.map(({ id }) => id), total: count?.total ?? 0 };
}

/** What is read of a message without its content. */
type Read = Omit<Overseen, 'places'> & { readonly patientId: string };

/**
 * Messages by id in the order asked for, with where they lie in reach; null for those out of reach. What is looked at is logged.
 * @param read - what is known of those that there are.
 */
export async function overseenAmong<M extends Read>(
  sql: Sql,
  grant: OversightGrant,
  ids: readonly string[],
  access: AccessLog,
  read: Promise<readonly M[]>,
): Promise<readonly ((M & Pick<Overseen, 'places'>) | null)[]> {
  const [messages, units] = await Promise.all([read, unitsInReach(sql, grant.reach, ids)]);
  const found = withPlaces(messages, units, grant.reach);
  await noteFound(access, grant, ids, found, async (missing) =>
    messages.filter(({ id }) => missing.includes(id)).map(({ id, patientId }) => ({ id, patientId, reason: null })),
  );
  return inOrder(ids, found, (message) => message.id);
}

/** A unit in reach that got one of the messages. */
interface UnitInReach {
  readonly unitId: string;
  readonly isUnitActive: boolean;
  readonly hasUsers: boolean;
}

/** The units in reach that got any of the messages. */
async function unitsInReach(
  sql: Sql,
  reach: OversightReach,
  messageIds: readonly string[],
): Promise<readonly UnitInReach[]> {
  return await sql.$queryRawUnsafe<UnitInReach[]>(
    `SELECT DISTINCT u.unit_id AS "unitId", u.is_active AS "isUnitActive", ${HAS_USERS} AS "hasUsers"
     FROM message_recipient r JOIN kit.unit u ON u.unit_id = r.unit_id
     WHERE r.message_id = ANY($2) AND ${inReach(reach)}`,
    reach.ownerId,
    messageIds,
  );
}

/** The messages that came to the units, with where they lie there. The others are out of reach. */
function withPlaces<M extends { readonly recipients: readonly Recipient[] }>(
  messages: readonly M[],
  units: readonly UnitInReach[],
  { from }: OversightReach,
): readonly (M & { readonly places: readonly OverseenPlace[] })[] {
  const unitOf = new Map(units.map((unit) => [unit.unitId, unit]));
  return messages.flatMap((message) => {
    const places = message.recipients.flatMap((recipient): readonly OverseenPlace[] => {
      const unit = unitOf.get(recipient.unitId);
      return unit ? [{ ...unit, recipient, from }] : [];
    });
    return places.length > 0 ? [{ ...message, places }] : [];
  });
}
