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
const AT_ONCE = 500;

/** When the patient left or died; an episode that was transferred ends where it goes on. */
const endedAt = (episode: 'e' | 'c'): string => `coalesce(${episode}.discharged_at, ${episode}.deceased_at)`;

/** Every episode of the region $1 that ended from $2 to $3 and may concern the municipality $4; the rule decides which do. */
const CANDIDATES = `SELECT e.id FROM care_episode e JOIN patient p ON p.id = e.patient_id
  WHERE e.region_id = $1 AND e.state <> 'VOIDED' AND ${endedAt('e')} >= $2 AND ${endedAt('e')} < $3
    AND ($5::text IS NULL OR (${endedAt('e')}, e.id) >
      (SELECT ${endedAt('c')}, c.id FROM care_episode c WHERE c.id = $5 AND c.region_id = $1))
    AND (p.municipality_code = $4
      OR EXISTS (SELECT 1 FROM message m JOIN readiness_step s ON s.message_id = m.id
        WHERE m.patient_id = e.patient_id AND s.registered_in = $4)
      OR EXISTS (SELECT 1 FROM deciding_municipality d JOIN care_episode o ON o.id = d.episode_id
        WHERE o.patient_id = e.patient_id AND d.municipality_code = $4)
      OR EXISTS (SELECT 1 FROM liability_result r WHERE r.episode_id = e.id AND r.municipality_code = $4))
  ORDER BY ${endedAt('e')}, e.id LIMIT $6`;

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
    rows: (_grant, scope, amounts, now, after = null) => basisRows(sql, scope, amounts, now, after),
    async countInvoicedInSource(_grant, scope, amounts, now) {
      let count = 0;
      const see = () => {
        count += 1;
      };
      for await (const _row of basisRows(sql, scope, amounts, now, null, see));
      return count;
    },
  };
}

/**
 * The rows of a basis, some hundred in memory at once.
 * @param leaveOut - gets each row that an older system invoices, which is no part of the basis.
 */
export async function* basisRows(
  sql: Sql,
  { regionId, municipalityCode, month }: BasisScope,
  amounts: Amounts,
  now: Date,
  after: string | null = null,
  leaveOut: (row: BasisRow) => void = () => {},
): AsyncGenerator<BasisRow> {
  const { from, to } = instantsOfMonth(month);
  let last = after;
  for (;;) {
    const given = [regionId, from, to, municipalityCode, last, AT_ONCE];
    const ids = (await sql.$queryRawUnsafe<{ id: string }[]>(CANDIDATES, ...given)).map(({ id }) => id);
    const [facts, results] = await Promise.all([liabilityFacts(sql, ids), resultsOf(sql, ids)]);
    // Results come latest first, and the last of equal keys stays.
    const latest = new Map([...results].reverse().map((result) => [result.episodeId, result]));
    for (const id of ids) {
      const known = facts.get(id);
      const row = known && basisRow(known, latest.get(id) ?? null, municipalityCode, amounts, now);
      if (row?.isInvoicedInSource) leaveOut(row);
      else if (row) yield row;
    }
    if (ids.length < AT_ONCE) return;
    last = ids.at(-1) ?? null;
  }
}
