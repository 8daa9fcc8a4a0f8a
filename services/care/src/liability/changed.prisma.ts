import type { Sql } from '@samplan/kit/db/sql';
import type { AmountMissing } from './amount.ts';
import type { BasisRow } from './basis.ts';
import { basisRows, basisRowsAmong, type Computing, type Reading } from './basis-store.prisma.ts';
import type { BasisScope } from './basis-store.ts';
import { sumOf, sumsOf } from './month-sums.ts';
import { neverSettled, settledSums } from './settled-sums.prisma.ts';
import { type BasisCorrection, differences, type Sum } from './settlement.ts';

/** Where what has changed is put, in order. */
export interface CorrectionList {
  add(correction: BasisCorrection): Promise<void> | void;
  /** Keeps the next place for what is only known when the whole month has been gone through. */
  keepPlace(): CorrectionList['add'];
}

/**
 * What has changed in a month since it was settled. Anything that liability depends on can have changed, so every episode is computed
 * anew and compared: those that were settled by id, also where they have no part any more; then those that were not, in the order of
 * ending. One page of them is in memory.
 *
 * @returns the first year without an amount; null when none is missing.
 */
export async function listChanged(
  sql: Sql,
  scope: BasisScope,
  computing: Computing,
  { atOnce, progress }: Pick<Reading, 'atOnce' | 'progress'>,
  list: CorrectionList,
): Promise<AmountMissing | null> {
  const averages = new Map<string, Sum>();
  const places = new Map<string, CorrectionList['add']>();

  async function listEpisodes(before: ReadonlyMap<string, Sum>, rows: ReadonlyMap<string, BasisRow>): Promise<void> {
    const now = new Map([...rows].map(([id, { cost }]) => [id, sumOf(cost) ?? NOT_KNOWN]));
    for (const [subjectId, difference] of differences(before, now)) {
      const row = rows.get(subjectId) ?? null;
      await list.add({ ofMonth: scope.month, subjectId, isOfAverage: false, difference, row });
    }
  }

  async function* settledBefore(): AsyncGenerator<BasisRow> {
    for await (const page of settledSums(sql, scope, atOnce)) {
      const episodes = new Map(page);
      for (const [id, sum] of page) {
        if (!id.startsWith('agr_')) continue;
        episodes.delete(id);
        averages.set(id, sum);
        places.set(id, list.keepPlace());
      }
      const rows = await basisRowsAmong(sql, scope, computing, [...episodes.keys()]);
      await listEpisodes(episodes, rows);
      yield* rows.values();
      progress(page.size);
    }
  }

  async function* addedSince(): AsyncGenerator<BasisRow> {
    const choose = (ids: readonly string[]) => neverSettled(sql, scope, ids);
    for await (const row of basisRows(sql, scope, computing, { atOnce, choose, progress: () => progress(0) })) {
      await listEpisodes(new Map(), new Map([[row.episodeId, row]]));
      yield row;
    }
  }

  async function* rowsOf(of: BasisScope): AsyncGenerator<BasisRow> {
    if (of.month !== scope.month) return yield* basisRows(sql, of, computing, { atOnce, progress });
    yield* settledBefore();
    yield* addedSince();
  }

  const sums = await sumsOf(rowsOf, scope, computing.amounts);
  if (!sums.ok) return sums.problem;
  for (const [subjectId, difference] of differences(averages, sums.value.averages)) {
    const add = places.get(subjectId) ?? list.add;
    await add({ ofMonth: scope.month, subjectId, isOfAverage: true, difference, row: null });
  }
  return null;
}

/** Of an episode with a day of a year without an amount; then all of it is refused. */
const NOT_KNOWN: Sum = { careDayCount: 0, totalSek: 0 };
