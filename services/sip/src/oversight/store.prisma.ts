import { transact, Undone } from '@samplan/kit/db/transaction';
import { found } from '@samplan/kit/found';
import { overseenAmong, stuckPage } from '@samplan/kit/message/oversight-rows';
import { toRecipient } from '@samplan/kit/message/rows';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { SipMessageType } from '../generated/resolvers.ts';
import { doerOf, storeHandingOn } from '../message/hand-on.prisma.ts';
import { applyChange } from '../plan/apply.prisma.ts';
import { takeOver } from '../plan/invitation.ts';
import { lockPlan, readPlans } from '../plan/row.prisma.ts';
import type { OversightStore } from './store.ts';

/** Messages about plans without their content in PostgreSQL. */
export function prismaOversight(db: PrismaClient): OversightStore {
  return {
    async stuck({ reach }, reason, page, now) {
      return await stuckPage(db, reach, reason, page, now);
    },
    async find(grant, ids, access) {
      return await overseenAmong(db, grant, ids, access, read(db, ids));
    },
    async saveRerouting(grant, { message, recipient }, handingOn, access, now) {
      return await transact(db, async (tx) => {
        await lockPlan(tx, message.sipId);
        const by = doerOf(grant);
        if (!(await storeHandingOn(tx, message.id, recipient, handingOn, by, now))) return false;
        // Nobody changes the plan until the commit: whatever it was when the administrator looked, this is how it is now.
        const sip = found((await readPlans(tx, [message.sipId]))[0]);
        const change = takeOver(sip, message, handingOn.from);
        if (change && !(await applyChange(tx, sip, change, by, now))) throw new Undone(false);
        await access.write(tx, grant, { patientId: message.patientId, subjectId: message.id });
        return true;
      });
    },
  };
}

async function read(db: PrismaClient, ids: readonly string[]) {
  const rows = await db.message.findMany({
    where: { id: { in: [...ids] } },
    select: {
      id: true,
      sipId: true,
      patientId: true,
      type: true,
      senderUnitId: true,
      sentAt: true,
      recipients: { orderBy: { unitId: 'asc' } },
    },
  });
  return rows.map((row) => ({
    ...row,
    // The column holds only what our own rules wrote.
    type: row.type as SipMessageType,
    recipients: row.recipients.map(toRecipient),
  }));
}
