import { readerOf } from '@samplan/kit/access/reader';
import { receivedAtStep } from '@samplan/kit/message/escalation';
import { inboxPage } from '@samplan/kit/message/inbox';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { UnitInboxOrder } from '../generated/resolvers.ts';
import { careReaderSql } from '../reader.ts';
import type { UnitInboxStore } from './store.ts';

/** What to sort by; the id makes every order total. */
const ORDERS: Readonly<Record<UnitInboxOrder, string>> = {
  RECEIVED_AT: 'r.received_at, r.message_id',
  SENT_AT: 'm.sent_at, r.message_id',
};

const READER = careReaderSql(2);

/** What the unit $1 got, in reach of the reader $2: the same as is found one by one (`message/reach.prisma.ts`). */
const IN_REACH = `message_recipient r JOIN message m ON m.id = r.message_id
  WHERE r.unit_id = $1 AND r.state <> 'RETURNED_MISDIRECTED'
    AND NOT ${READER.isSentBlocked('m.patient_id', 'm.sender_unit_id')} AND NOT ${READER.isHidden('m.patient_id')}`;

/** In the words of the index of what is left to do. */
const OUTSTANDING = `AND r.state IN ('UNREAD', 'READ')`;

/** Which messages, with the parameters $3 to $5. */
const CONDITIONS = `AND ($3::text[] IS NULL OR m.type = ANY($3))
  AND ($4::timestamptz IS NULL OR r.received_at >= $4) AND ($5::timestamptz IS NULL OR r.received_at < $5)`;

/** The inboxes in PostgreSQL: the same number of statements whatever the number of messages. */
export function prismaUnitInbox(db: PrismaClient): UnitInboxStore {
  return {
    async page(grant, { outstandingOnly, types, escalation }, { by, direction }, page, now) {
      const received = escalation && receivedAtStep(escalation, now);
      const given = [
        grant.reach.unitId,
        readerOf(grant, now),
        types,
        received?.from ?? null,
        received?.before ?? null,
      ] as const;
      const wanted = `${IN_REACH} ${outstandingOnly || escalation ? OUTSTANDING : ''} ${CONDITIONS}`;
      const order = ORDERS[by];
      const [sign, word] = direction === 'ASCENDING' ? ['>', 'ASC'] : ['<', 'DESC'];
      const sorted = order.split(', ').map((expression) => `${expression} ${word}`);
      const after = `(${order}) ${sign} (SELECT ${order} FROM ${IN_REACH} AND r.message_id = $6)`;
      return await inboxPage(db, { wanted, given, after, order: sorted.join(', ') }, page);
    },
  };
}
