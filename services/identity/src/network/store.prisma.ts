import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { NetworkStore } from './store.ts';

/** The networks of administrations in PostgreSQL: the latest version holds. */
export function prismaNetworks(db: PrismaClient): NetworkStore {
  return {
    async find({ reach: { administrationId } }) {
      const row = await db.allowedNetwork.findFirst({ where: { administrationId }, orderBy: { version: 'desc' } });
      return { networks: row?.networks ?? [], version: row?.version ?? 0 };
    },
    async set(grant, { networks, version }, access, now) {
      const { administrationId } = grant.reach;
      try {
        await transact(db, async (tx) => {
          const set = { administrationId, version, networks: [...networks], setAt: now, setById: grant.viewer.userId };
          await tx.allowedNetwork.create({ data: set });
          await access.write(tx, grant, { subjectId: administrationId });
        });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
  };
}
