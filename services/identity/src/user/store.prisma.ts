import type { PrismaClient } from '../generated/prisma/client.ts';
import { ACCOUNT, toAccount } from '../session/rows.prisma.ts';
import { toUser, USER } from './rows.prisma.ts';
import type { User, UserStore } from './store.ts';

/** Users in PostgreSQL. */
export function prismaUsers(db: PrismaClient): UserStore {
  return {
    async find(ids) {
      const rows: User[] = await db.user.findMany({ where: { id: { in: [...ids] } }, select: USER });
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    },
    async findCredentials(organisation, username) {
      const [principal] = await db.$queryRawUnsafe<{ principal_id: string }[]>(
        'SELECT principal_id FROM kit.unit WHERE principal_slug = $1 LIMIT 1',
        organisation,
      );
      if (!principal) return null;
      const row = await db.user.findUnique({
        where: { principalId_username: { principalId: principal.principal_id, username }, isActive: true },
        select: { ...USER, passwordHash: true, hsaId: true, convertedAt: true, ...ACCOUNT },
      });
      if (!row) return null;
      const { passwordHash, hsaId, convertedAt } = row;
      return { user: toUser(row), passwordHash, account: toAccount(row), card: { hsaId, convertedAt } };
    },
  };
}
