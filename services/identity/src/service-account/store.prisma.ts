import { endSession } from '@samplan/kit/auth/session-end';
import { findUnitCopies } from '@samplan/kit/copies/unit';
import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { newEvent, writeEvents } from '@samplan/kit/events/outbox';
import { newId } from '@samplan/kit/id';
import { sessionEnded } from '@samplan/schema/events/identity';
import type { JWK } from 'jose';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { MAX_KEYS } from './domain.ts';
import type { Ended, ServiceAccount, ServiceAccountStore } from './store.ts';

type Tx = Prisma.TransactionClient;

const WITH_KEYS = { keys: { where: { endedAt: null }, orderBy: { addedAt: 'asc' } } } as const;

/**
 * Service accounts in PostgreSQL.
 * @param noteEnded - tells this process at once that a token has ended.
 */
export function prismaServiceAccounts(db: PrismaClient, noteEnded: (sessionId: string) => void): ServiceAccountStore {
  /** An account that works, locked against other changes. */
  async function locked(tx: Tx, id: string, principalId: string): Promise<ServiceAccount | null> {
    await tx.$queryRawUnsafe('SELECT 1 FROM service_account WHERE id = $1 FOR UPDATE', id);
    const row = await tx.serviceAccount.findFirst({ where: { id, principalId }, include: WITH_KEYS });
    return row && toAccount(row);
  }

  async function endTokens(
    tx: Tx,
    where: Prisma.ServiceTokenWhereInput,
    now: Date,
  ): Promise<readonly [string[], readonly string[]]> {
    const tokens = await tx.serviceToken.findMany({ where, select: { sessionId: true } });
    const sessions = tokens.map(({ sessionId }) => sessionId);
    for (const sessionId of sessions) await endSession(tx, sessionId, now);
    const endedAt = now.toISOString();
    const events = sessions.map((sessionId) => newEvent(sessionEnded, sessionId, { sessionId, endedAt }));
    return [sessions, await writeEvents(tx, events, now)];
  }

  async function ending(
    run: (tx: Tx) => Promise<(Ended & { readonly sessions: readonly string[] }) | null>,
  ): Promise<Ended | null> {
    const ended = await transact(db, run);
    for (const sessionId of ended?.sessions ?? []) noteEnded(sessionId);
    return ended;
  }

  return {
    async unitInReach({ reach }, unitId) {
      const unit = (await findUnitCopies(db, [unitId])).get(unitId);
      return unit?.isActive && unit.principalId === reach.principalId ? unit : null;
    },
    async create(grant, { key, ...account }, access, now) {
      const { viewer, reach } = grant;
      const by = viewer.userId;
      try {
        return await transact(db, async (tx) => {
          const row = await tx.serviceAccount.create({
            data: {
              ...account,
              id: newId('svc'),
              capabilities: [...account.capabilities],
              networks: [...account.networks],
              principalId: reach.principalId,
              createdById: by,
              createdAt: now,
              keys: { create: { kid: key.kid, publicJwk: jsonOf(key.jwk), addedById: by, addedAt: now } },
            },
            include: WITH_KEYS,
          });
          await access.write(tx, grant, { subjectId: row.id });
          return toAccount(row);
        });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        const taken = await db.serviceAccountKey.findUnique({ where: { kid: key.kid }, select: { kid: true } });
        return taken ? 'KEY_TAKEN' : 'NAME_TAKEN';
      }
    },
    async list({ reach }, { first, after }) {
      const rows = await db.serviceAccount.findMany({
        where: { principalId: reach.principalId, ...(after && { id: { lt: after } }) },
        orderBy: { id: 'desc' },
        take: first + 1,
        include: WITH_KEYS,
      });
      return rows.map(toAccount);
    },
    async addKey(grant, id, key, access, now) {
      try {
        return await transact(db, async (tx) => {
          const account = await locked(tx, id, grant.reach.principalId);
          if (!account || account.endedAt) return null;
          if (account.keys.length >= MAX_KEYS) return 'TOO_MANY';
          await tx.serviceAccountKey.create({
            data: {
              kid: key.kid,
              accountId: id,
              publicJwk: jsonOf(key.jwk),
              addedById: grant.viewer.userId,
              addedAt: now,
            },
          });
          await access.write(tx, grant, { subjectId: id });
          return { ...account, keys: [...account.keys, { ...key, addedAt: now }] };
        });
      } catch (error) {
        if (isDuplicate(error)) return 'KEY_TAKEN';
        throw error;
      }
    },
    async endKey(grant, id, kid, access, now) {
      return await ending(async (tx) => {
        const account = await locked(tx, id, grant.reach.principalId);
        if (!account?.keys.some((key) => key.kid === kid)) return null;
        await tx.serviceAccountKey.update({ where: { kid }, data: { endedAt: now, endedById: grant.viewer.userId } });
        const [sessions, events] = await endTokens(tx, { accountId: id, kid }, now);
        await access.write(tx, grant, { subjectId: id });
        return { account: { ...account, keys: account.keys.filter((key) => key.kid !== kid) }, events, sessions };
      });
    },
    async end(grant, id, access, now) {
      return await ending(async (tx) => {
        const account = await locked(tx, id, grant.reach.principalId);
        if (!account) return null;
        if (account.endedAt) return { account, events: [], sessions: [] };
        const ended = { endedAt: now, endedById: grant.viewer.userId };
        await tx.serviceAccount.update({ where: { id }, data: ended });
        await tx.serviceAccountKey.updateMany({ where: { accountId: id, endedAt: null }, data: ended });
        const [sessions, events] = await endTokens(tx, { accountId: id }, now);
        await access.write(tx, grant, { subjectId: id });
        return { account: { ...account, endedAt: now, keys: [] }, events, sessions };
      });
    },
    async findForToken(id) {
      const row = await db.serviceAccount.findFirst({ where: { id, endedAt: null }, include: WITH_KEYS });
      const unit = row && (await findUnitCopies(db, [row.unitId])).get(row.unitId);
      return row && unit?.isActive ? { account: toAccount(row), unit } : null;
    },
    async noteToken({ jtiHash, ...token }, access, by, now) {
      return await transact(db, async (tx) => {
        // Waits for whoever is ending the account or the key, and makes them wait: no token slips past an end.
        const living = await tx.$queryRawUnsafe<unknown[]>(
          `SELECT 1 FROM service_account a JOIN service_account_key k ON k.account_id = a.id
           WHERE a.id = $1 AND k.kid = $2 AND a.ended_at IS NULL AND k.ended_at IS NULL FOR SHARE OF a`,
          token.accountId,
          token.kid,
        );
        if (living.length === 0) return false;
        await tx.serviceToken.deleteMany({ where: { accountId: token.accountId, keepUntil: { lt: now } } });
        const { count } = await tx.serviceToken.createMany({
          data: [{ ...token, jtiHash: new Uint8Array(jtiHash) }],
          skipDuplicates: true,
        });
        if (count === 0) return false;
        await access.writeOwn(tx, 'service-token.issue', { subjectId: token.accountId }, by);
        return true;
      });
    },
  };
}

function jsonOf(jwk: JWK): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(jwk));
}

type Row = Prisma.ServiceAccountGetPayload<{ include: typeof WITH_KEYS }>;

function toAccount({ keys, endedById: _, ...account }: Row): ServiceAccount {
  // The column holds only what keys.ts let in.
  return { ...account, keys: keys.map(({ kid, publicJwk, addedAt }) => ({ kid, jwk: publicJwk as JWK, addedAt })) };
}
