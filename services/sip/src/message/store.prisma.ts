import { noteFound } from '@samplan/kit/access/loader';
import { readerOf } from '@samplan/kit/access/reader';
import { transact, Undone } from '@samplan/kit/db/transaction';
import { newRecipient } from '@samplan/kit/message/domain';
import { receivedAtStep } from '@samplan/kit/message/escalation';
import { inboxPage } from '@samplan/kit/message/inbox';
import { acknowledgement, noteMovements, toMovement, updateRecipient } from '@samplan/kit/message/rows';
import { groupsInOrder, inOrder } from '@samplan/kit/ordered';
import { MAX_PAGE } from '@samplan/kit/page';
import { type Clock, systemClock } from '@samplan/kit/time';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { applyChange } from '../plan/apply.prisma.ts';
import { planInReach } from '../plan/reach.prisma.ts';
import { lockPlan } from '../plan/row.prisma.ts';
import { doerOf, storeHandingOn } from './hand-on.prisma.ts';
import { deniedMessages, messageIdsInReach } from './reach.prisma.ts';
import { toMessage, WHOLE_MESSAGE } from './row.prisma.ts';
import { sendNotice } from './send.prisma.ts';
import type { AnswerGrant, SipMessage, SipMessageStore } from './store.ts';

/** What unit $2 got and has not given back, of plans in reach of reader $3. */
const IN_INBOX = (
  grant: AnswerGrant,
) => `message_recipient r JOIN message m ON m.id = r.message_id JOIN sip s ON s.id = m.sip_id
  WHERE r.unit_id = $2 AND r.state <> 'RETURNED_MISDIRECTED' AND ${planInReach(grant)}
    AND ($1::text[] IS NULL OR m.type = ANY($1))
    AND ($4::timestamptz IS NULL OR r.received_at >= $4) AND ($5::timestamptz IS NULL OR r.received_at < $5)`;

/** In the words of the index of what is left to do. */
const OUTSTANDING = `AND r.state IN ('UNREAD', 'READ')`;

/**
 * Messages about plans in PostgreSQL.
 * @param clock - for what opens and closes by itself.
 */
export function prismaSipMessages(db: PrismaClient, clock: Clock = systemClock): SipMessageStore {
  async function read(where: Prisma.MessageWhereInput, take?: number): Promise<readonly SipMessage[]> {
    const rows = await db.message.findMany({
      where,
      include: WHOLE_MESSAGE,
      orderBy: [{ sentAt: 'desc' }, { id: 'desc' }],
      ...(take !== undefined && { take }),
    });
    return rows.map(toMessage);
  }

  return {
    async find(grant, ids, access) {
      const now = clock();
      const messages = await read({ id: { in: await messageIdsInReach(db, grant, ids, now) } });
      await noteFound(access, grant, ids, messages, (missing) => deniedMessages(db, grant, missing, now));
      return inOrder(ids, messages, (message) => message.id);
    },
    async ofPlans(sipIds) {
      const messages = await read({ sipId: { in: [...sipIds] } }, MAX_PAGE * sipIds.length);
      return groupsInOrder(sipIds, messages, (message) => message.sipId).map((group) => group.slice(0, MAX_PAGE));
    },
    async movements(messageIds) {
      const rows = await db.messageMovement.findMany({
        where: { messageId: { in: [...messageIds] } },
        orderBy: [{ at: 'asc' }, { id: 'asc' }],
      });
      return groupsInOrder(messageIds, rows.map(toMovement), (movement) => movement.messageId);
    },
    async inbox(grant, { outstandingOnly, types, escalation }, page, now) {
      const received = escalation && receivedAtStep(escalation, now);
      const wanted = `${IN_INBOX(grant)} ${outstandingOnly || escalation ? OUTSTANDING : ''}`;
      const given = [
        types,
        grant.reach.unitId,
        readerOf(grant, now),
        received?.from ?? null,
        received?.before ?? null,
      ] as const;
      const after = `(r.received_at, r.message_id) <
        (SELECT y.received_at, y.message_id FROM message_recipient y WHERE y.unit_id = $2 AND y.message_id = $6)`;
      return await inboxPage(db, { wanted, given, after, order: 'r.received_at DESC, r.message_id DESC' }, page);
    },
    async saveRecipient(grant, { message, recipient }, after, access, now) {
      return await transact(db, async (tx) => {
        await lockPlan(tx, message.sipId);
        if (!(await updateRecipient(tx, message.id, recipient, after))) return false;
        if (after.state === 'ACKNOWLEDGED') {
          await noteMovements(tx, message.id, [acknowledgement(after)], doerOf(grant), now);
        }
        await access.write(tx, grant, { patientId: message.patientId, subjectId: message.id });
        return true;
      });
    },
    async saveHandingOn(grant, { message, recipient }, handingOn, sip, change, access, now) {
      return await transact(db, async (tx) => {
        const by = doerOf(grant);
        const saved = await applyChange(tx, sip, change, by, now);
        if (!saved) return null;
        if (!(await storeHandingOn(tx, message.id, recipient, handingOn, by, now))) throw new Undone(null);
        await access.write(tx, grant, { patientId: message.patientId, subjectId: message.id });
        return saved;
      });
    },
    async saveReturn(grant, { message, recipient }, after, sip, change, access, now) {
      return await transact(db, async (tx) => {
        const by = doerOf(grant);
        if (!(await applyChange(tx, sip, change, by, now))) return null;
        if (!(await updateRecipient(tx, message.id, recipient, after))) throw new Undone(null);
        const { returnReason: reason, unitId: fromUnitId } = after;
        const toUnitId = sip.coordinatingUnitId;
        await noteMovements(tx, message.id, [{ kind: 'RETURNED', fromUnitId, toUnitId, reason }], by, now);
        const notice = { type: 'MISDIRECTED_NOTICE', text: reason, aboutMessageId: message.id } as const;
        const noticeId = await sendNotice(tx, sip, notice, [newRecipient(toUnitId, now)], by, now);
        await access.write(tx, grant, { patientId: message.patientId, subjectId: message.id });
        return noticeId;
      });
    },
  };
}
