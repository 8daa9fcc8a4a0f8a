import { ADMINISTRATION_KINDS, UNIT_KINDS } from '@samplan/kit/access/viewer';
import { z } from 'zod';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Importer } from './write.prisma.ts';

const row = z.object({
  id: z.string(),
  unitId: z.string(),
  unitKind: z.enum(UNIT_KINDS),
  administrationId: z.string(),
  administrationKind: z.enum(ADMINISTRATION_KINDS),
  principalId: z.string(),
});

/** Somebody who may import: who is a region's system manager now, as identity has told. Null when the user is none. */
export async function findImporter(db: PrismaClient, userId: string): Promise<Importer | null> {
  const rows = await db.$queryRawUnsafe<unknown[]>(
    `SELECT a.assignment_id AS id, u.unit_id AS "unitId", u.kind AS "unitKind", u.administration_id AS "administrationId",
            u.administration_kind AS "administrationKind", u.principal_id AS "principalId"
     FROM kit.assignment a JOIN kit.unit u USING (unit_id)
     WHERE a.user_id = $1 AND a.role = 'SYSTEM_MANAGER' AND a.is_active AND u.administration_kind = 'REGION'
     ORDER BY a.assignment_id LIMIT 1`,
    userId,
  );
  const [first] = z.array(row).parse(rows);
  return first ? { userId, assignment: { ...first, role: 'SYSTEM_MANAGER' } } : null;
}
