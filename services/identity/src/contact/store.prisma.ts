import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { isSame, NOTHING_SAID, type OwnContact } from './domain.ts';
import type { ContactStore } from './store.ts';

/** Contact data in PostgreSQL. Each change is a row of its own: the rows are the history. */
export function prismaContacts(db: PrismaClient): ContactStore {
  return {
    async of(userIds) {
      const byUser = await latest(db, userIds);
      return userIds.map((id) => byUser.get(id) ?? NOTHING_SAID);
    },
    async save(grant, version, contact, access, now) {
      const { userId } = grant.viewer;
      try {
        return await transact(db, async (tx) => {
          const before = (await latest(tx, [userId])).get(userId) ?? NOTHING_SAID;
          if (isSame(before, contact)) return before;
          if (before.version !== version) return null;
          const after = { ...contact, version: version + 1, changedAt: now };
          await tx.ownContact.create({ data: { ...after, userId } });
          await access.write(tx, grant, { subjectId: userId });
          return after;
        });
      } catch (error) {
        if (isDuplicate(error)) return null;
        throw error;
      }
    },
  };
}

type Sql = Pick<Prisma.TransactionClient, '$queryRawUnsafe'>;

/** What holds, by user. */
async function latest(sql: Sql, userIds: readonly string[]): Promise<ReadonlyMap<string, OwnContact>> {
  const rows = await sql.$queryRawUnsafe<(OwnContact & { readonly userId: string })[]>(
    `SELECT DISTINCT ON (user_id) user_id AS "userId", version, phone, mobile, fax, email, changed_at AS "changedAt"
     FROM own_contact WHERE user_id = ANY ($1::text[]) ORDER BY user_id, version DESC`,
    userIds,
  );
  return new Map(rows.map(({ userId, ...contact }) => [userId, contact]));
}
