import type { Sql } from '@samplan/kit/db/sql';
import { regionWithCode } from '../episode/region.prisma.ts';
import type { Amounts } from './amount.ts';
import { type BasisRow, basisRow } from './basis.ts';
import type { BasisScope, LiabilityBasisStore } from './basis-store.ts';
import { liabilityFacts } from './facts.prisma.ts';
import { instantsOfMonth } from './month.ts';
import { resultsOf } from './results.prisma.ts';
import type { LiabilityTermsStore } from './store.ts';

/** How many episodes are in memory at once. */
export const AT_ONCE = 500;

/** When the patient left or died; an episode that was transferred ends where it goes on. */
const endedAt = (episode: 'e' | 'c'): string => `coalesce(${episode}.discharged_at, ${episode}.deceased_at)`;

/** The episodes of the region $1 that ended from $2 to $3. */
const ENDED = `SELECT e.id, e.patient_id, ${endedAt('e')} AS ended_at FROM care_episode e
  WHERE e.region_id = $1 AND e.state <> 'VOIDED' AND ${endedAt('e')} >= $2 AND ${endedAt('e')} < $3`;

/** May an episode concern the municipality $4? The rule decides whether it does. */
const MAY_CONCERN = `(p.municipality_code = $4
  OR EXISTS (SELECT 1 FROM message m JOIN readiness_step s ON s.message_id = m.id
    WHERE m.patient_id = e.patient_id AND s.registered_in = $4)
  OR EXISTS (SELECT 1 FROM deciding_municipality d JOIN care_episode o ON o.id = d.episode_id
    WHERE o.patient_id = e.patient_id AND d.municipality_code = $4)
  OR EXISTS (SELECT 1 FROM liability_result r WHERE r.episode_id = e.id AND r.municipality_code = $4))`;

/**
 * The next $6 of them after the episode $5, in the order of ending, and which may concern the municipality. They are taken before
 * anything else is asked of them: a page costs the same wherever in the month it lies.
 */
const PAGE = `WITH e AS MATERIALIZED (${ENDED}
    AND ($5::text IS NULL OR (${endedAt('e')}, e.id) >
      (SELECT ${endedAt('c')}, c.id FROM care_episode c WHERE c.id = $5 AND c.region_id = $1))
    ORDER BY ${endedAt('e')}, e.id LIMIT $6)
  SELECT e.id, ${MAY_CONCERN} AS "mayConcern" FROM e JOIN patient p ON p.id = e.patient_id ORDER BY e.ended_at, e.id`;

/** Those of them that are among $5 and may concern the municipality. */
const AMONG = `WITH e AS MATERIALIZED (${ENDED} AND e.id = ANY($5))
  SELECT e.id FROM e JOIN patient p ON p.id = e.patient_id WHERE ${MAY_CONCERN}`;

/** What rows are computed by. */
export interface Computing {
  readonly amounts: Amounts;
  readonly now: Date;
}

/** How the rows of a basis are read. */
export interface Reading {
  /** Id of the episode to go on after. */
  readonly after: string | null;
  readonly atOnce: number;
  /** Told after every page how many episodes it had. */
  progress(episodes: number): void;
  /** Gets each row that an older system invoices, which is no part of the basis. */
  leaveOut(row: BasisRow): void;
  /** Which episodes of a page matter; all unless given. */
  choose(ids: readonly string[]): Promise<readonly string[]>;
}

const READING: Reading = {
  after: null,
  atOnce: AT_ONCE,
  progress: () => {},
  leaveOut: () => {},
  choose: async (ids) => ids,
};

/** The bases in PostgreSQL. */
export function prismaLiabilityBasis(sql: Sql, terms: Pick<LiabilityTermsStore, 'place'>): LiabilityBasisStore {
  return {
    async scope(grant, municipalityCode, month, regionCode) {
      const { code, regionId, isRegion } = await terms.place(grant);
      if (!isRegion && code !== municipalityCode) return null;
      const asked = regionCode === null ? regionId : await regionWithCode(sql, regionCode);
      if (asked === null || (isRegion && asked !== regionId)) return null;
      return { regionId: asked, municipalityCode, month };
    },
    rows: (_grant, scope, amounts, now, after = null) => basisRows(sql, scope, { amounts, now }, { after }),
    async countInvoicedInSource(_grant, scope, amounts, now) {
      let count = 0;
      const leaveOut = () => {
        count += 1;
      };
      for await (const _row of basisRows(sql, scope, { amounts, now }, { leaveOut }));
      return count;
    },
  };
}

/** The rows of a basis in the order of ending, some hundred in memory at once. */
export async function* basisRows(
  sql: Sql,
  scope: BasisScope,
  computing: Computing,
  reading: Partial<Reading> = {},
): AsyncGenerator<BasisRow> {
  const { after, atOnce, progress, leaveOut, choose } = { ...READING, ...reading };
  for (let last = after; ; ) {
    const page = await sql.$queryRawUnsafe<{ id: string; mayConcern: boolean }[]>(
      PAGE,
      ...givenOf(scope),
      last,
      atOnce,
    );
    const ids = page.filter(({ mayConcern }) => mayConcern).map(({ id }) => id);
    for (const row of await computed(sql, scope, computing, await choose(ids))) {
      if (row.isInvoicedInSource) leaveOut(row);
      else yield row;
    }
    progress(ids.length);
    if (page.length < atOnce) return;
    last = page.at(-1)?.id ?? null;
  }
}

/** The rows of those among some episodes that have a part in a basis, by id. */
export async function basisRowsAmong(
  sql: Sql,
  scope: BasisScope,
  computing: Computing,
  ids: readonly string[],
): Promise<ReadonlyMap<string, BasisRow>> {
  const found = await sql.$queryRawUnsafe<{ id: string }[]>(AMONG, ...givenOf(scope), ids);
  const rows = await computed(
    sql,
    scope,
    computing,
    found.map(({ id }) => id),
  );
  return new Map(
    rows.filter(({ isInvoicedInSource }) => !isInvoicedInSource).map((row) => [row.episodeId, row] as const),
  );
}

/** The rows of episodes that ended in the month, in the order given. */
async function computed(
  sql: Sql,
  { municipalityCode }: BasisScope,
  { amounts, now }: Computing,
  ids: readonly string[],
): Promise<readonly BasisRow[]> {
  if (ids.length === 0) return [];
  const [facts, results] = await Promise.all([liabilityFacts(sql, ids), resultsOf(sql, ids)]);
  // Results come latest first, and the last of equal keys stays.
  const latest = new Map([...results].reverse().map((result) => [result.episodeId, result]));
  return ids.flatMap((id) => {
    const known = facts.get(id);
    return (known && basisRow(known, latest.get(id) ?? null, municipalityCode, amounts, now)) ?? [];
  });
}

function givenOf({ regionId, municipalityCode, month }: BasisScope): readonly unknown[] {
  const { from, to } = instantsOfMonth(month);
  return [regionId, from, to, municipalityCode];
}
