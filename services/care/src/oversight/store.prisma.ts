import { noteFound } from '@samplan/kit/access/loader';
import { receivedAtStep } from '@samplan/kit/message/escalation';
import { inOrder } from '@samplan/kit/ordered';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { MessageType, StuckReason } from '../generated/resolvers.ts';
import { toRecipient } from '../message/write.ts';
import type { OversightReach } from '../reach.ts';
import type { OverseenMessage, OverseenPlace, OversightStore } from './store.ts';

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

/** Messages without their content in PostgreSQL: the same number of statements whatever the number of messages. */
export function prismaOversight(db: PrismaClient): OversightStore {
  return {
    async stuck({ reach }, reason, { first, after }, now) {
      const conditions = reason ? REASONS[reason] : Object.values(REASONS).join(' OR ');
      const places = `message_recipient r JOIN kit.unit u ON u.unit_id = r.unit_id WHERE ${inReach(reach)}`;
      // $2 is named in every case, so that it has a type.
      const stuck = `SELECT DISTINCT r.message_id FROM ${places} AND $2::timestamptz IS NOT NULL
        AND r.state IN ('UNREAD', 'READ') AND (${conditions})`;
      const given = [reach.ownerId, receivedAtStep(reach.from, now, true).before];
      const [ids, [count]] = await Promise.all([
        db.$queryRawUnsafe<{ id: string }[]>(
          `SELECT m.id FROM message m JOIN (${stuck}) s ON s.message_id = m.id
           WHERE $3::text IS NULL OR (m.sent_at, m.id) > (SELECT c.sent_at, c.id FROM message c
             WHERE c.id = $3 AND EXISTS (SELECT 1 FROM ${places} AND r.message_id = c.id))
           ORDER BY m.sent_at, m.id LIMIT $4`,
          ...given,
          after,
          first + 1,
        ),
        db.$queryRawUnsafe<{ total: number }[]>(`SELECT count(*)::int AS total FROM (${stuck}) s`, ...given),
      ]);
      return { ids: ids.map(({ id }) => id), total: count?.total ?? 0 };
    },
    async find(grant, ids, access) {
      const { reach } = grant;
      const [rows, units] = await Promise.all([
        db.message.findMany({
          where: { id: { in: [...ids] } },
          select: {
            id: true,
            episodeId: true,
            patientId: true,
            type: true,
            senderUnitId: true,
            sentAt: true,
            recipients: { orderBy: { unitId: 'asc' } },
          },
        }),
        db.$queryRawUnsafe<{ unitId: string; isUnitActive: boolean; hasUsers: boolean }[]>(
          `SELECT DISTINCT u.unit_id AS "unitId", u.is_active AS "isUnitActive", ${HAS_USERS} AS "hasUsers"
           FROM message_recipient r JOIN kit.unit u ON u.unit_id = r.unit_id
           WHERE r.message_id = ANY($2) AND ${inReach(reach)}`,
          reach.ownerId,
          ids,
        ),
      ]);
      const unitOf = new Map(units.map((unit) => [unit.unitId, unit]));
      const found = rows.flatMap((row): readonly OverseenMessage[] => {
        const recipients = row.recipients.map(toRecipient);
        const places = recipients.flatMap((recipient): readonly OverseenPlace[] => {
          const unit = unitOf.get(recipient.unitId);
          return unit ? [{ ...unit, recipient, from: reach.from }] : [];
        });
        // The column holds only what our own rules wrote.
        return places.length > 0 ? [{ ...row, type: row.type as MessageType, recipients, places }] : [];
      });
      await noteFound(access, grant, ids, found, async (missing) =>
        rows.filter(({ id }) => missing.includes(id)).map(({ id, patientId }) => ({ id, patientId, reason: null })),
      );
      return inOrder(ids, found, (message) => message.id);
    },
  };
}
