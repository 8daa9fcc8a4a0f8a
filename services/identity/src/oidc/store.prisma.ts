import type { Secrets } from '@samplan/kit/auth/secrets';
import { z } from 'zod';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { ENTRIES } from '../session/entry.ts';
import { ACCOUNT, toAccount } from '../session/rows.prisma.ts';
import { toUser, USER } from '../user/rows.prisma.ts';
import type { OidcStore } from './store.ts';

const pending = z.object({ entry: z.enum(ENTRIES), nonce: z.string(), codeVerifier: z.string() });

/** Sign-ins at the provider in PostgreSQL. What their answers must fit is encrypted. */
export function prismaOidc(db: PrismaClient, secrets: Secrets): OidcStore {
  return {
    async begin(key, content, expiresAt) {
      const sealed = secrets.seal(JSON.stringify(content));
      await db.oidcSignIn.create({ data: { key: new Uint8Array(key), sealed, expiresAt } });
    },
    async take(key, now) {
      // Deleted by whoever is first; those that nobody came back to go with it.
      const gone = await db.$queryRawUnsafe<{ sealed: string }[]>(
        'DELETE FROM oidc_sign_in WHERE key = $1 AND expires_at > $2 RETURNING sealed',
        key,
        now,
      );
      await db.oidcSignIn.deleteMany({ where: { expiresAt: { lte: now } } });
      return gone[0] ? pending.parse(JSON.parse(secrets.open(gone[0].sealed))) : null;
    },
    async find(hsaId) {
      const row = await db.user.findUnique({
        where: { hsaId, isActive: true },
        select: { ...USER, ...ACCOUNT },
      });
      return row && { user: toUser(row), account: toAccount(row) };
    },
  };
}
