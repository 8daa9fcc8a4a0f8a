import { transact } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { MailboxPurpose } from '../generated/resolvers.ts';
import type { Mailbox } from './domain.ts';
import type { MailboxStore } from './store.ts';

const MAILBOX = { purpose: true, email: true, setAt: true, setById: true } as const;

/** The addresses of administrations in PostgreSQL: the last one that was set holds. */
export function prismaMailboxes(db: PrismaClient): MailboxStore {
  return {
    async list({ reach: { administrationId } }) {
      const rows = await db.mailbox.findMany({
        where: { administrationId },
        distinct: ['purpose'],
        orderBy: [{ purpose: 'asc' }, { id: 'desc' }],
        select: MAILBOX,
      });
      return rows.map(toMailbox);
    },
    async set(grant, { purpose, email, setAt }, access) {
      const { administrationId } = grant.reach;
      return await transact(db, async (tx) => {
        const row = await tx.mailbox.create({
          data: { id: newId('mbx'), administrationId, purpose, email, setAt, setById: grant.viewer.userId },
          select: MAILBOX,
        });
        await access.write(tx, grant, { subjectId: administrationId });
        return toMailbox(row);
      });
    },
  };
}

/** The address of an administration that is set now; null for none. */
export async function mailboxOf(
  tx: Prisma.TransactionClient,
  administrationId: string,
  purpose: MailboxPurpose,
): Promise<string | null> {
  const row = await tx.mailbox.findFirst({
    where: { administrationId, purpose },
    orderBy: { id: 'desc' },
    select: { email: true },
  });
  return row?.email ?? null;
}

/** A row as an address. The column holds only what our own code has written. */
function toMailbox(row: Omit<Mailbox, 'purpose'> & { readonly purpose: string }): Mailbox {
  return { ...row, purpose: row.purpose as MailboxPurpose };
}
