import { unitNames } from '@samplan/kit/copies/unit';
import { transact } from '@samplan/kit/db/transaction';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { AccessExportStore } from './store.ts';

/** What was handed out, in PostgreSQL. */
export function prismaAccessExports(db: PrismaClient): AccessExportStore {
  return {
    unitNames: (ids) => unitNames(db, ids),
    async note(grant, { id, patientId, purpose, format, accessCount }, access, now) {
      await transact(db, async (tx) => {
        await tx.accessExport.create({
          data: {
            id,
            patientId,
            purpose,
            format,
            accessCount,
            principalId: grant.reach.principalId,
            administrationId: grant.reach.administrationId,
            exportedById: grant.viewer.userId,
            exportedAt: now,
          },
        });
        await access.write(tx, grant, { patientId, subjectId: id });
      });
    },
  };
}
