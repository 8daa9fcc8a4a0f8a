import { inTurn } from '@samplan/kit/db/in-turn';
import type { Sql } from '@samplan/kit/db/sql';
import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { ok, type Result, refused } from '@samplan/kit/result';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type AmountMissing, byYear } from './amount.ts';
import type { NationalAmount } from './amounts-file.ts';
import { AT_ONCE, type Computing } from './basis-store.prisma.ts';
import type { BasisScope } from './basis-store.ts';
import { listChanged } from './changed.prisma.ts';
import { addMonths } from './month.ts';
import { settleMonth } from './settle.prisma.ts';
import { settledPart } from './settled-file.prisma.ts';
import { settledCorrections, settledEpisodes } from './settled-rows.prisma.ts';
import { type BasisCorrection, dueMonth } from './settlement.ts';
import type { LiabilitySettlementStore } from './settlement-store.ts';
import { settledMonths, settlementOf } from './settlements.prisma.ts';
import { amountsOf } from './terms-store.prisma.ts';

/** A month of a hundred thousand episodes, and years of them before it, are gone through in one transaction. */
const SETTLING_MS = 4 * 3_600_000;

/**
 * Settled months in PostgreSQL.
 * @param atOnce - how many episodes and rows are in memory when a month is settled.
 */
export function prismaLiabilitySettlements(
  db: PrismaClient,
  national: readonly NationalAmount[],
  atOnce = AT_ONCE,
): LiabilitySettlementStore {
  return {
    find: (_grant, scope) => settlementOf(db, scope),
    rows: (_grant, scope, page) => settledEpisodes(db, scope, page),
    corrections: (_grant, scope, first) => settledCorrections(db, scope, first),
    async pending(_grant, scope, first, amounts, now) {
      const settled = await settledMonths(db, scope);
      if (dueMonth(settled) !== scope.month) return ok([]);
      return await firstChanged(db, scope, settled, { amounts, now, atOnce }, first);
    },
    part: (_grant, scope, after, most) => settledPart(db, scope, after, most),
    async settle(grant, scope, access, now, progress = () => {}) {
      const settledByUserId = grant.viewer.userId;
      try {
        return await transact(
          db,
          async (transaction) => {
            const tx = inTurn(transaction);
            const amounts = byYear(await amountsOf(tx, scope.regionId, national));
            const outcome = await settleMonth(tx, scope, { amounts, now, atOnce, progress, settledByUserId });
            if (outcome.kind === 'DONE') await access.write(tx, grant, {});
            return outcome;
          },
          { timeoutMs: SETTLING_MS, isSnapshot: true },
        );
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        return { kind: 'REFUSED', refusal: { kind: 'SETTLED' }, due: addMonths(scope.month, 1) }; // just before
      }
    },
  };
}

/** The first changes since months were settled, of those that settling would write, in its order. */
async function firstChanged(
  sql: Sql,
  scope: BasisScope,
  settled: readonly string[],
  computing: Computing & { readonly atOnce: number },
  first: number,
): Promise<Result<readonly BasisCorrection[], AmountMissing>> {
  const changed: BasisCorrection[] = [];
  for (const month of settled) {
    const places: (BasisCorrection | null)[] = [];
    let kept = 0;
    const list = {
      add: (correction: BasisCorrection) => {
        if (changed.length + places.length - kept < first) places.push(correction);
      },
      keepPlace: () => {
        kept += 1;
        const at = places.push(null) - 1;
        return (correction: BasisCorrection) => {
          places[at] = correction;
        };
      },
    };
    const reading = { atOnce: computing.atOnce, progress: () => {} };
    const problem = await listChanged(sql, { ...scope, month }, computing, reading, list);
    if (problem) return refused(problem);
    changed.push(...places.flatMap((correction) => correction ?? []).slice(0, first - changed.length));
  }
  return ok(changed);
}
