import { type Day, stockholmDay } from '@samplan/kit/time';
import type { Amounts } from './amount.ts';
import type { Condition, LiabilityReason } from './conditions.ts';
import { type Cost, costOf, costOfDays } from './cost.ts';
import { type Judgement, judge } from './domain.ts';
import type { EpisodeFacts, StoredResult } from './store.ts';

/** The most rows of one part of a file. */
export const MAX_ROWS = 10_000;

/** One episode in the basis of a municipality. Names nobody. */
export interface BasisRow {
  readonly episodeId: string;
  /** For the access log; not shown. */
  readonly patientId: string;
  readonly isLiable: boolean;
  readonly reasons: readonly LiabilityReason[];
  readonly noticeAt: Date | null;
  readonly endedOn: Day;
  readonly firstLiableOn: Day | null;
  readonly waitedDays: number;
  /** What shows it (B-08). */
  readonly conditions: readonly Condition[];
  /** Does the older system invoice it? Then it is no part of the basis (F-216). */
  readonly isInvoicedInSource: boolean;
  readonly agreement: Judgement['agreement'];
  readonly cost: Cost;
  /** 0 while it is computed anew each time. */
  readonly resultVersion: number;
  /** Of the latest notice, when this municipality pays for it: what averages are made of. */
  readonly judgement: Judgement | null;
  readonly terms: Judgement['terms'];
}

/**
 * The row of an episode that has ended in the basis of a municipality; null when it has no part in it. What was corrected
 * stands as it was corrected; otherwise each notice is paid by the one who was to pay then (f.3 49).
 *
 * @param result - the latest; null when there is none.
 */
export function basisRow(
  { facts, patientId }: EpisodeFacts,
  result: StoredResult | null,
  municipalityCode: string,
  amounts: Amounts,
  now: Date,
): BasisRow | null {
  const { dischargedAt, diedAt, episodeId } = facts;
  const endedAt = [dischargedAt, diedAt].flatMap((at) => at ?? []).sort((a, b) => a.getTime() - b.getTime())[0];
  if (!endedAt) return null;
  const judgements = judge(facts, now);
  const own = judgements.filter(
    ({ party }) => party.kind === 'MUNICIPALITY' && party.municipalityCode === municipalityCode,
  );
  const latest = own.at(-1) ?? null;
  const isTheirs = result ? result.municipalityCode === municipalityCode : latest !== null;
  const shown = latest ?? judgements.at(-1);
  if (!isTheirs || !shown) return null;
  return {
    episodeId,
    patientId,
    isLiable: result ? result.days.length > 0 : shown.isLiable,
    reasons: result ? [] : shown.reasons,
    noticeAt: shown.notice?.sentAt ?? null,
    endedOn: stockholmDay(endedAt),
    firstLiableOn: shown.firstLiableOn,
    waitedDays: shown.waitedDays,
    conditions: shown.conditions,
    isInvoicedInSource: facts.invoicedInSourceAt !== null,
    agreement: shown.agreement,
    cost: result ? costOfDays(result.days) : costOf(own, amounts),
    resultVersion: result?.version ?? 0,
    judgement: latest === judgements.at(-1) ? latest : null,
    terms: shown.terms,
  };
}
