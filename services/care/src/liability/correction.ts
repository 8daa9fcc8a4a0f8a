import { ok, type Result, refused } from '@samplan/kit/result';
import { type Day, stockholmDay } from '@samplan/kit/time';
import { type AmountMissing, price } from './amount.ts';
import { priceAll } from './cost.ts';
import { judge } from './domain.ts';
import type { EpisodeLiability, StoredResult } from './store.ts';

/** What is right instead. */
export interface Correction {
  readonly municipalityCode: string;
  /** The days that are paid for, earliest first. */
  readonly careDays: readonly Day[];
  readonly reason: string;
  readonly byUserId: string;
}

/**
 * The results that a correction adds: at the first one also what was computed, so that both can be read side by side. Nothing that
 * stands is changed.
 * @param endedAt - discharge or death.
 * @returns the results, the one that stands last; or the first year without an amount.
 */
export function correct(
  { facts, amounts, results }: EpisodeLiability,
  { municipalityCode, careDays, reason, byUserId }: Correction,
  endedAt: Date,
  now: Date,
): Result<readonly [StoredResult, ...StoredResult[]], AmountMissing> {
  const judgements = judge(facts, now);
  const latest = judgements.at(-1);
  const corrected = price(careDays, amounts, latest?.terms.amountPerDaySek ?? null);
  if (!corrected.ok) return refused(corrected.problem);
  const agreement = latest?.agreement ?? null;
  const common = {
    episodeId: facts.episodeId,
    endedOn: stockholmDay(endedAt),
    agreement,
    recordedAt: now,
    recordedByUserId: byUserId,
  };
  const standing = {
    ...common,
    kind: 'CORRECTED',
    municipalityCode,
    reasons: [],
    days: corrected.value,
    reason,
  } as const;
  const version = results[0]?.version ?? 0;
  if (version > 0) return ok([{ ...standing, version: version + 1 }]);

  const computed = priceAll(judgements, amounts);
  if (!computed.ok) return refused(computed.problem);
  const first: StoredResult = {
    ...common,
    version: 1,
    kind: 'COMPUTED',
    municipalityCode: latest?.party.kind === 'MUNICIPALITY' ? latest.party.municipalityCode : null,
    reasons: latest?.reasons ?? [],
    days: computed.value,
    reason: null,
  };
  return ok([first, { ...standing, version: 2 }]);
}
