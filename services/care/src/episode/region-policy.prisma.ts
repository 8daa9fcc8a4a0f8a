import type { Sql } from '@samplan/kit/db/sql';
import { groupsInOrder } from '@samplan/kit/ordered';
import type { Day } from '@samplan/kit/time';
import { z } from 'zod';
import { regionWithCode } from './region.prisma.ts';
import type { DecidedFrom } from './region-policy.ts';

/** Where a policy's decisions lie: a table whose key is `region_id` and `valid_from_on`, the first day on which a row holds. */
export interface PolicyTable<T extends object> {
  /** A constant of ours. */
  readonly table: string;
  /** The column of each member of the value; constants of ours. */
  readonly columns: { readonly [Member in keyof T]-?: string };
  readonly shape: z.ZodType<T>;
  /** What holds where nothing has been decided. */
  readonly standard: T;
}

/** A policy that regions decide on, with the days from which decisions hold. */
export interface RegionPolicy<T> {
  readonly standard: T;
  /** What holds in a region on a day. */
  on(sql: Sql, regionId: string, day: Day): Promise<T>;
  /** Everything decided by region, in order of day, as far as anything is. */
  ofRegions(sql: Sql, regionIds: readonly string[]): Promise<ReadonlyMap<string, readonly DecidedFrom<T>[]>>;
  /**
   * Everything decided, in order of day.
   * @param regionCode - Statistics Sweden's code, two digits.
   * @returns null when care has not heard of the region.
   */
  decisions(sql: Sql, regionCode: string): Promise<readonly DecidedFrom<T>[] | null>;
  /**
   * Decides from a day on; what was decided for the same day is replaced.
   * @returns false, and nothing is decided, when care has not heard of the region.
   */
  decide(sql: Sql, regionCode: string, value: T, from: Day): Promise<boolean>;
}

/** The policy whose decisions lie in a table. */
export function regionPolicy<T extends object>({ table, columns, shape, standard }: PolicyTable<T>): RegionPolicy<T> {
  const members = Object.entries<string>(columns);
  const value = `json_build_object(${members.map(([member, column]) => `'${member}', ${column}`).join(', ')}) AS value`;
  const decided = z.array(z.object({ from: z.string(), value: shape }));
  const decidedIn = z.array(z.object({ regionId: z.string(), from: z.string(), value: shape }));

  async function ofRegions(sql: Sql, regionIds: readonly string[]) {
    const rows = decidedIn.parse(
      await sql.$queryRawUnsafe(
        `SELECT region_id AS "regionId", valid_from_on::text AS "from", ${value} FROM ${table}
         WHERE region_id = ANY ($1) ORDER BY valid_from_on`,
        regionIds,
      ),
    );
    const grouped = groupsInOrder(regionIds, rows, ({ regionId }) => regionId);
    const plain = grouped.map((ofRegion) => ofRegion.map(({ from, value: what }) => ({ from, value: what })));
    return new Map(regionIds.map((regionId, i) => [regionId, plain[i] ?? []]));
  }

  return {
    standard,
    async on(sql, regionId, day) {
      const rows = await sql.$queryRawUnsafe(
        `SELECT valid_from_on::text AS "from", ${value} FROM ${table} WHERE region_id = $1 AND valid_from_on <= $2::date
         ORDER BY valid_from_on DESC LIMIT 1`,
        regionId,
        day,
      );
      return decided.parse(rows)[0]?.value ?? standard;
    },
    ofRegions,
    async decisions(sql, regionCode) {
      const regionId = await regionWithCode(sql, regionCode);
      if (regionId === null) return null;
      return (await ofRegions(sql, [regionId])).get(regionId) ?? [];
    },
    async decide(sql, regionCode, decision, from) {
      const regionId = await regionWithCode(sql, regionCode);
      if (regionId === null) return false;
      const given = new Map<string, unknown>(Object.entries(decision));
      const row = Object.fromEntries(members.map(([member, column]) => [column, given.get(member)]));
      const names = Object.keys(row);
      const key = ['region_id', 'valid_from_on'];
      const all = [...key, ...names].join(', ');
      await sql.$executeRawUnsafe(
        `INSERT INTO ${table} (${all}) SELECT ${all} FROM json_populate_record(NULL::${table}, $1::json)
         ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
        JSON.stringify({ ...row, region_id: regionId, valid_from_on: from }),
      );
      return true;
    },
  };
}
