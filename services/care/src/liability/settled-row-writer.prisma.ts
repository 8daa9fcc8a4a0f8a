import { insertRows } from '@samplan/kit/db/insert';
import type { Sql } from '@samplan/kit/db/sql';
import type { BasisScope } from './basis-store.ts';
import { toSettledRow } from './settled-rows.prisma.ts';
import type { SettledRow } from './settled-rows.ts';
import { NO_SUM, plus, type Sum } from './settlement.ts';

/** Writes the rows of a month in order, so many in one statement and in memory. */
export interface SettledRowWriter {
  add(row: SettledRow): Promise<void>;
  /** Keeps the next place, for a row that comes later or never. */
  keepPlace(): SettledRowWriter['add'];
  /** Writes what is left. @returns the sum of all rows. */
  end(): Promise<Sum>;
}

/** A writer for the rows of a month. Nobody sees them before the transaction ends. */
export function settledRowWriter(
  tx: Sql,
  { regionId, municipalityCode, month }: BasisScope,
  atOnce: number,
): SettledRowWriter {
  const key = { region_id: regionId, municipality_code: municipalityCode, month };
  let waiting: Readonly<Record<string, unknown>>[] = [];
  let places = 0;
  let sum = NO_SUM;

  async function write(): Promise<void> {
    await insertRows(tx, 'liability_settled_row', waiting);
    waiting = [];
  }

  function keepPlace(): SettledRowWriter['add'] {
    places += 1;
    const place = places;
    return async (row) => {
      waiting.push({ ...key, place, ...toSettledRow(row) });
      sum = plus(sum, row.sum);
      if (waiting.length >= atOnce) await write();
    };
  }

  return {
    keepPlace,
    add: (row) => keepPlace()(row),
    async end() {
      await write();
      return sum;
    },
  };
}
