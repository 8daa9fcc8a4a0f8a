import { type Cost, costOf, costOfDays } from './cost.ts';
import { counterOf, type LiabilityCounter } from './counter.ts';
import { type Judgement, judge } from './domain.ts';
import type { EpisodeLiability } from './store.ts';

/** Payment liability for an episode at an instant. */
export interface PaymentLiability {
  readonly asOf: Date;
  /** Of each notice, the latest first; never empty. */
  readonly judgements: readonly [Judgement, ...Judgement[]];
  readonly counter: LiabilityCounter | null;
  readonly cost: Cost;
  readonly known: EpisodeLiability;
}

/**
 * Liability for an episode now: the latest result where there is one, and otherwise as computed.
 * @param isWaiting - is the patient discharge-ready at the ward?
 */
export function paymentLiability(known: EpisodeLiability, isWaiting: boolean, now: Date): PaymentLiability {
  const [latest, ...earlier] = [...judge(known.facts, now)].reverse();
  if (!latest) throw new Error('a judgement always says something');
  const judgements = [latest, ...earlier] as const;
  const [result] = known.results;
  return {
    asOf: now,
    judgements,
    counter: counterOf(latest, isWaiting, now),
    cost: result ? costOfDays(result.days) : costOf(judgements, known.amounts),
    known,
  };
}
