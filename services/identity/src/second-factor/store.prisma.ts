import type { Secrets } from '@samplan/kit/auth/secrets';
import { transact } from '@samplan/kit/db/transaction';
import { newId } from '@samplan/kit/id';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Entry } from '../session/entry.ts';
import { ACCOUNT, bytes, endAllWithin, type Tx, toAccount, voidChallenges } from '../session/rows.prisma.ts';
import { newRecoveryCodes, recoveryHash, stepOf } from './codes.ts';
import type { FactorKind, SecondFactor } from './domain.ts';
import type { SecondFactorStore } from './store.ts';

const FACTOR = { id: true, userId: true, kind: true, sealed: true, confirmedAt: true } as const;

/** Second factors in PostgreSQL; secrets and numbers lie there encrypted. */
export function prismaSecondFactors(
  db: PrismaClient,
  secrets: Secrets,
  noteEnded: (sessionId: string) => void,
): SecondFactorStore {
  function toFactor(row: {
    id: string;
    userId: string;
    kind: string;
    sealed: string;
    confirmedAt: Date | null;
  }): SecondFactor {
    const { sealed, kind, ...factor } = row;
    // Only our own code writes the column.
    return { ...factor, kind: kind as FactorKind, secret: secrets.open(sealed) };
  }

  async function replaceRecoveryCodes(tx: Tx, userId: string, now: Date): Promise<readonly string[]> {
    const codes = newRecoveryCodes();
    await tx.recoveryCode.deleteMany({ where: { userId } });
    await tx.recoveryCode.createMany({
      data: codes.map((code) => ({ hash: bytes(recoveryHash(userId, code)), userId, createdAt: now })),
    });
    return codes;
  }

  return {
    async own(userId) {
      const rows = await db.secondFactor.findMany({
        where: { userId, removedAt: null, confirmedAt: { not: null } },
        select: FACTOR,
        orderBy: { id: 'asc' },
      });
      const recoveryCodesLeft =
        rows.length === 0 ? 0 : await db.recoveryCode.count({ where: { userId, usedAt: null } });
      return { factors: rows.map(toFactor), recoveryCodesLeft };
    },
    async find(userId, id) {
      const row = await db.secondFactor.findUnique({ where: { id, userId, removedAt: null }, select: FACTOR });
      return row && toFactor(row);
    },
    async enrol(userId, kind, secret, now, access) {
      return await transact(db, async (tx) => {
        await tx.secondFactor.updateMany({
          where: { userId, kind, confirmedAt: null, removedAt: null },
          data: { removedAt: now },
        });
        const id = newId('fac');
        await tx.secondFactor.create({ data: { id, userId, kind, sealed: secrets.seal(secret), createdAt: now } });
        await access.writeOwn(tx, 'second-factor.enrol', { subjectId: id });
        return { id, userId, kind, secret, confirmedAt: null };
      });
    },
    async remember(id, code, codeExpiresAt) {
      const codeSealed = secrets.seal(code);
      await db.secondFactor.update({ where: { id }, data: { codeSealed, codeExpiresAt } });
      return {
        async forget() {
          await db.secondFactor.updateMany({
            where: { id, codeSealed },
            data: { codeSealed: null, codeExpiresAt: null },
          });
        },
      };
    },
    async use({ id, kind, secret }, code, now) {
      const standing = { id, removedAt: null } as const;
      if (kind === 'TOTP') {
        const step = stepOf(secret, code, now);
        if (step === null) return false;
        const { count } = await db.secondFactor.updateMany({
          where: { ...standing, lastStep: { lt: step } },
          data: { lastStep: step },
        });
        return count === 1;
      }
      const sent = await db.secondFactor.findUnique({
        where: standing,
        select: { codeSealed: true, codeExpiresAt: true },
      });
      if (!sent?.codeSealed || !sent.codeExpiresAt || sent.codeExpiresAt <= now) return false;
      if (secrets.open(sent.codeSealed) !== code) return false;
      const { count } = await db.secondFactor.updateMany({
        where: { ...standing, codeSealed: sent.codeSealed },
        data: { codeSealed: null, codeExpiresAt: null },
      });
      return count === 1;
    },
    async useRecoveryCode(userId, code, now) {
      const { count } = await db.recoveryCode.updateMany({
        where: { hash: bytes(recoveryHash(userId, code)), userId, usedAt: null },
        data: { usedAt: now },
      });
      return count === 1;
    },
    async confirm({ id, userId }, now, access) {
      return await transact(db, async (tx) => {
        await lockUser(tx, userId);
        const { count } = await tx.secondFactor.updateMany({
          where: { id, removedAt: null, confirmedAt: null },
          data: { confirmedAt: now },
        });
        if (count === 0) return null;
        await access.writeOwn(tx, 'second-factor.confirm', { subjectId: id });
        const confirmed = await tx.secondFactor.count({
          where: { userId, removedAt: null, confirmedAt: { not: null } },
        });
        return confirmed === 1 ? await replaceRecoveryCodes(tx, userId, now) : [];
      });
    },
    async renewRecoveryCodes(userId, now, access) {
      return await transact(db, async (tx) => {
        await lockUser(tx, userId);
        await access.writeOwn(tx, 'second-factor.renew-recovery-codes', { subjectId: userId });
        return await replaceRecoveryCodes(tx, userId, now);
      });
    },
    async remove(userId, id, now, access) {
      return await transact(db, async (tx) => {
        await lockUser(tx, userId);
        const { count } = await tx.secondFactor.updateMany({
          where: { id, userId, removedAt: null },
          data: { removedAt: now },
        });
        if (count === 0) return false;
        const left = await tx.secondFactor.count({ where: { userId, removedAt: null, confirmedAt: { not: null } } });
        if (left === 0) await tx.recoveryCode.deleteMany({ where: { userId } });
        await voidChallenges(tx, userId, now);
        await access.writeOwn(tx, 'second-factor.remove', { subjectId: id });
        return true;
      });
    },
    async reset(grant, userId, now, access) {
      const done = await transact(db, async (tx) => {
        const user = await tx.user.findUnique({ where: { id: userId, principalId: grant.reach.principalId } });
        if (!user) return null;
        await lockUser(tx, userId);
        const { count } = await tx.secondFactor.updateMany({
          where: { userId, removedAt: null },
          data: { removedAt: now },
        });
        await tx.recoveryCode.deleteMany({ where: { userId } });
        await access.write(tx, grant, { subjectId: userId });
        return { removed: count, ended: await endAllWithin(tx, userId, null, now) };
      });
      for (const { sessionId } of done?.ended ?? []) noteEnded(sessionId);
      return done;
    },
    async challenge(hash, userId, entry, expiresAt) {
      await db.signInChallenge.create({ data: { hash: bytes(hash), userId, entry, expiresAt } });
    },
    async findChallenge(hash, now) {
      const row = await db.signInChallenge.findUnique({
        where: { hash: bytes(hash), usedAt: null, expiresAt: { gt: now }, user: { isActive: true, convertedAt: null } },
        select: { userId: true, entry: true, user: { select: ACCOUNT } },
      });
      // Only our own code writes the column.
      return row && { userId: row.userId, account: toAccount(row.user), entry: row.entry as Entry };
    },
    async useChallenge(hash, now) {
      const { count } = await db.signInChallenge.updateMany({
        where: { hash: bytes(hash), usedAt: null },
        data: { usedAt: now },
      });
      return count === 1;
    },
    async tidy(now) {
      await db.signInChallenge.deleteMany({ where: { expiresAt: { lte: now } } });
    },
  };
}

/** One change of a user's factors at a time. */
async function lockUser(tx: Tx, userId: string): Promise<void> {
  await tx.$queryRawUnsafe('SELECT 1 FROM "user" WHERE id = $1 FOR UPDATE', userId);
}
