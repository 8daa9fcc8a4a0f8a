import { inTurn } from '@samplan/kit/db/in-turn';
import { insertRows } from '@samplan/kit/db/insert';
import type { Sql } from '@samplan/kit/db/sql';
import { isDuplicate, transact } from '@samplan/kit/db/transaction';
import { found } from '@samplan/kit/found';
import { ok, type Result } from '@samplan/kit/result';
import { stockholmDay } from '@samplan/kit/time';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type AmountMissing, type Amounts, byYear } from './amount.ts';
import type { NationalAmount } from './amounts-file.ts';
import type { BasisRow } from './basis.ts';
import { basisRows } from './basis-store.prisma.ts';
import type { BasisScope } from './basis-store.ts';
import { invoicedInSourceLine, settledHead } from './csv.ts';
import { addMonths, type Month } from './month.ts';
import { type MonthSums, sumsOf } from './month-sums.ts';
import { settledLines, settledRows, settledSums, settlementsOf, toSettledRow } from './settled-rows.prisma.ts';
import { averageRows, correctionRow, episodeRow, type SettledRow } from './settled-rows.ts';
import { type BasisCorrection, differences, dueMonth, refusalToSettle, type Sum } from './settlement.ts';
import type { LiabilitySettlementStore, SettlingOutcome } from './settlement-store.ts';
import { amountsOf } from './terms-store.prisma.ts';

/** A month of thousands of episodes, and those before it, are gone through in one transaction. */
const SETTLING_MS = 60_000;

/** Settled months in PostgreSQL. */
export function prismaLiabilitySettlements(
  db: PrismaClient,
  national: readonly NationalAmount[],
): LiabilitySettlementStore {
  return {
    async find(_grant, scope) {
      return (await settlementsOf(db, scope)).find(({ month }) => month === scope.month) ?? null;
    },
    async rows(_grant, scope, page) {
      return (await settledRows(db, scope, 'EPISODE', page)).flatMap(({ row }) => row ?? []);
    },
    async corrections(_grant, scope) {
      return (await settledRows(db, scope, 'CORRECTION')).map(({ sum: difference, ...row }) => ({
        ...row,
        difference,
      }));
    },
    async pending(_grant, scope, amounts, now) {
      const settled = (await settlementsOf(db, scope)).map(({ month }) => month);
      return dueMonth(settled) === scope.month ? await correctionsOf(db, scope, settled, amounts, now) : ok([]);
    },
    async file(_grant, scope) {
      return await settledLines(db, scope);
    },
    async settle(grant, scope, most, access, now) {
      const settledByUserId = grant.viewer.userId;
      try {
        return await transact(
          db,
          async (transaction): Promise<SettlingOutcome> => {
            const tx = inTurn(transaction);
            const settled = (await settlementsOf(tx, scope)).map(({ month }) => month);
            const refusal = refusalToSettle(scope.month, settled, stockholmDay(now));
            if (refusal) return { kind: 'REFUSED', refusal, due: dueMonth(settled) };
            const amounts = byYear(await amountsOf(tx, scope.regionId, national));
            const rows: SettledRow[] = [];
            let invoicedInSourceCount = 0;
            const leaveOut = () => {
              invoicedInSourceCount += 1;
            };
            const rowsOf = (of: BasisScope) =>
              basisRows(tx, of, amounts, now, null, of.month === scope.month ? leaveOut : undefined);
            const sums = await sumsOf(rowsOf, scope, amounts, (row, sum) => {
              if (rows.length <= most) rows.push(episodeRow(scope.month, row, sum));
            });
            if (!sums.ok) return { kind: 'AMOUNT_MISSING', ...sums.problem };
            if (rows.length > most) return { kind: 'TOO_LARGE' };
            const corrections = await correctionsOf(tx, scope, settled, amounts, now);
            if (!corrections.ok) return { kind: 'AMOUNT_MISSING', ...corrections.problem };
            const { summaries, averages } = sums.value;
            rows.push(...averageRows(scope.month, summaries, averages), ...corrections.value.map(correctionRow));
            const key = {
              region_id: scope.regionId,
              municipality_code: scope.municipalityCode,
              month: scope.month,
            };
            const head = {
              ...key,
              summaries,
              invoiced_in_source_count: invoicedInSourceCount,
              file_head: settledHead({ ...scope, settledByUserId, settledAt: now }),
              file_end: invoicedInSourceLine(invoicedInSourceCount),
              settled_at: now,
              settled_by_user_id: settledByUserId,
            };
            await insertRows(tx, 'liability_settlement', [head]);
            await insertRows(
              tx,
              'liability_settled_row',
              rows.map((row, i) => ({ ...key, place: i + 1, ...toSettledRow(row) })),
            );
            await access.write(tx, grant, {});
            const settlements = await settlementsOf(tx, scope);
            return { kind: 'DONE', settlement: found(settlements.find(({ month }) => month === scope.month)) };
          },
          { timeoutMs: SETTLING_MS, isSnapshot: true },
        );
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        return { kind: 'REFUSED', refusal: { kind: 'SETTLED' }, due: addMonths(scope.month, 1) }; // two at once
      }
    },
  };
}

/** What has changed in every month that is settled, the earliest first; one month in memory at once. */
async function correctionsOf(
  sql: Sql,
  scope: BasisScope,
  settled: readonly Month[],
  amounts: Amounts,
  now: Date,
): Promise<Result<readonly BasisCorrection[], AmountMissing>> {
  const corrections: BasisCorrection[] = [];
  for (const month of [...settled].sort()) {
    const before = await settledSums(sql, { ...scope, month });
    const rows = new Map<string, BasisRow>();
    const standing = new Map<string, Sum>();
    const sums: Result<MonthSums, AmountMissing> = await sumsOf(
      (of) => basisRows(sql, of, amounts, now),
      { ...scope, month },
      amounts,
      (row, sum) => {
        standing.set(row.episodeId, sum);
        if (!isSame(sum, before.get(row.episodeId))) rows.set(row.episodeId, row);
      },
    );
    if (!sums.ok) return sums;
    for (const [id, sum] of sums.value.averages) standing.set(id, sum);
    for (const [subjectId, difference] of differences(before, standing)) {
      const isOfAverage = subjectId.startsWith('agr_');
      corrections.push({ ofMonth: month, subjectId, isOfAverage, difference, row: rows.get(subjectId) ?? null });
    }
  }
  return ok(corrections);
}

function isSame(a: Sum, b: Sum | undefined): boolean {
  return a.careDayCount === b?.careDayCount && a.totalSek === b.totalSek;
}
