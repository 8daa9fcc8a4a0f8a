import { insertRows } from '@samplan/kit/db/insert';
import type { Sql } from '@samplan/kit/db/sql';
import { Undone } from '@samplan/kit/db/transaction';
import { stockholmDay } from '@samplan/kit/time';
import type { AmountMissing } from './amount.ts';
import { basisRows, type Computing, type Reading } from './basis-store.prisma.ts';
import type { BasisScope } from './basis-store.ts';
import { listChanged } from './changed.prisma.ts';
import { invoicedInSourceLine, settledHead } from './csv.ts';
import { sumsOf } from './month-sums.ts';
import { settledRowWriter } from './settled-row-writer.prisma.ts';
import { averageRows, correctionRow, episodeRow } from './settled-rows.ts';
import { dueMonth, refusalToSettle, type Settlement } from './settlement.ts';
import type { SettlingOutcome } from './settlement-store.ts';
import { settledMonths } from './settlements.prisma.ts';

/** What a month is settled by. */
export interface Settling extends Computing, Pick<Reading, 'atOnce' | 'progress'> {
  readonly settledByUserId: string;
}

/**
 * Settles a month in a transaction that sees one instant: its episodes and averages, then what has changed in each month that was
 * settled before. One page of episodes is in memory, and progress is told after each.
 *
 * @throws Undone with the answer where a year has no amount: what was written until then is taken back.
 */
export async function settleMonth(tx: Sql, scope: BasisScope, settling: Settling): Promise<SettlingOutcome> {
  const { amounts, now, atOnce, settledByUserId, progress } = settling;
  const isAlone = await lockMonths(tx, scope);
  const settled = await settledMonths(tx, scope);
  const refusal = refusalToSettle(scope.month, settled, stockholmDay(now)) ?? (isAlone ? null : ONGOING);
  if (refusal) return { kind: 'REFUSED', refusal, due: dueMonth(settled) };

  const writer = settledRowWriter(tx, scope, atOnce);
  let invoicedInSourceCount = 0;
  const leaveOut = () => {
    invoicedInSourceCount += 1;
  };
  const sums = await sumsOf(
    (of) => basisRows(tx, of, settling, { atOnce, progress, ...(of.month === scope.month && { leaveOut }) }),
    scope,
    amounts,
    async (row, sum) => await writer.add(episodeRow(scope.month, row, sum)),
  );
  if (!sums.ok) throw missing(sums.problem);
  const { summaries, averages } = sums.value;
  for (const row of averageRows(scope.month, summaries, averages)) await writer.add(row);
  for (const month of settled) {
    const problem = await listChanged(tx, { ...scope, month }, settling, settling, {
      add: async (correction) => await writer.add(correctionRow(correction)),
      keepPlace: () => {
        const add = writer.keepPlace();
        return async (correction) => await add(correctionRow(correction));
      },
    });
    if (problem) throw missing(problem);
  }
  const sum = await writer.end();
  const { month } = scope;
  const settlement = { month, settledAt: now, settledByUserId, summaries, invoicedInSourceCount, sum };
  await writeHead(tx, scope, settlement);
  return { kind: 'DONE', settlement };
}

const ONGOING = { kind: 'ONGOING' } as const;

function missing(problem: AmountMissing): Undone<SettlingOutcome> {
  return new Undone<SettlingOutcome>({ kind: 'AMOUNT_MISSING', ...problem });
}

/** Of two that settle months of a municipality at once, one does; the other is told without waiting. */
async function lockMonths(tx: Sql, { regionId, municipalityCode }: BasisScope): Promise<boolean> {
  const [row] = await tx.$queryRawUnsafe<{ isAlone: boolean }[]>(
    `SELECT pg_try_advisory_xact_lock(hashtextextended('liability_settlement:' || $1 || ':' || $2, 0)) AS "isAlone"`,
    regionId,
    municipalityCode,
  );
  return row?.isAlone ?? false;
}

/** Last of all, since it has the sum of the rows. */
async function writeHead(tx: Sql, scope: BasisScope, settlement: Settlement): Promise<void> {
  const { month, settledAt, settledByUserId, summaries, invoicedInSourceCount, sum } = settlement;
  await insertRows(tx, 'liability_settlement', [
    {
      region_id: scope.regionId,
      municipality_code: scope.municipalityCode,
      month,
      summaries,
      invoiced_in_source_count: invoicedInSourceCount,
      file_head: settledHead({ ...scope, settledByUserId, settledAt }),
      file_end: invoicedInSourceLine(invoicedInSourceCount),
      care_day_count: sum.careDayCount,
      total_sek: sum.totalSek,
      settled_at: settledAt,
      settled_by_user_id: settledByUserId,
    },
  ]);
}
