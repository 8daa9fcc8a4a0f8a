import type { UnitKind } from '@samplan/kit/access/viewer';
import { ok, type Result, refused } from '@samplan/kit/result';
import type {
  CarePlanAction,
  CarePlanPartyState,
  CarePlanState,
  CarePlanStepKind,
  PlanningSectionState,
} from '../generated/resolvers.ts';
import { type Answers, isExpectedToAnswer } from '../planning/domain.ts';
import type { Partition } from '../planning/questions.ts';
import {
  type CarePlanPartyRefused,
  type CarePlanStateRefuses,
  planPartyRefused,
  planStateRefuses,
  type SignaturesMissing,
  signaturesMissing,
} from './problems.ts';

/** Whose part: a unit writes one of each kind. */
export interface Own {
  readonly unitId: string;
  readonly partition: Partition;
}

/** A unit's part of the planning basis as it is now. */
export interface Part extends Own {
  readonly state: Exclude<PlanningSectionState, 'UNANSWERED'>;
  readonly questionSetId: string;
  readonly answers: Answers;
  /** Why it was corrected or voided. */
  readonly reason: string | null;
  /** 1 when it was saved first. */
  readonly version: number;
}

/** The care plan of an episode: the parts of its parties, until the last who must has signed. */
export interface CarePlan {
  readonly state: CarePlanState;
  /** The units that take part now. */
  readonly parties: readonly { readonly unitId: string; readonly kind: UnitKind; readonly isWard: boolean }[];
  /** Units that need not sign. */
  readonly released: readonly string[];
  readonly parts: readonly Part[];
  /** Whose parts stay as they are, because they led to the red track (G-108). */
  readonly locked: readonly Own[];
}

/** Something that happens to the plan as a whole. */
export interface NewStep {
  readonly kind: CarePlanStepKind;
  /** The party that is released; null for the others. */
  readonly unitId: string | null;
  readonly reason: string | null;
}

/** What a rule changes: a new version of a part, a step of the plan, or both. */
export interface PlanChange {
  readonly part: Part | null;
  readonly step: NewStep | null;
}

/** The part of a unit; null when it has not begun it. */
export function partOf({ parts }: Pick<CarePlan, 'parts'>, own: Own): Part | null {
  return parts.find((part) => part.unitId === own.unitId && part.partition === own.partition) ?? null;
}

/** Does the part stay as it is, because it led to the red track (G-108)? Signing it does not change it. */
export function isLocked({ locked }: Pick<CarePlan, 'locked'>, own: Own): boolean {
  return locked.some(({ unitId, partition }) => unitId === own.unitId && partition === own.partition);
}

/** The units that must sign and have not: those expected to answer that are not released, any one part of a unit suffices. */
export function missing({
  parties,
  released,
  parts,
}: Pick<CarePlan, 'parties' | 'released' | 'parts'>): readonly string[] {
  const settled = new Set([...released, ...parts.filter(({ state }) => state === 'SIGNED').map((part) => part.unitId)]);
  return parties.filter(({ unitId, kind }) => isExpectedToAnswer(kind) && !settled.has(unitId)).map((p) => p.unitId);
}

/** The final justification (sv. slutjustering). */
export const FINAL: NewStep = { kind: 'FINALLY_JUSTIFIED', unitId: null, reason: null };

/** Releases a party that must sign and has not. The ward itself is never released: it answers for the plan. */
export function release(
  plan: CarePlan,
  unitId: string,
  reason: string,
): Result<PlanChange, CarePlanStateRefuses | CarePlanPartyRefused> {
  if (plan.state !== 'OPEN') return refused(planStateRefuses(plan.state));
  const isWard = plan.parties.some((party) => party.isWard && party.unitId === unitId);
  if (isWard || !missing(plan).includes(unitId)) return refused(planPartyRefused());
  return ok({ part: null, step: { kind: 'RELEASED', unitId, reason } });
}

/** Closes a plan that nobody is left to sign. */
export function finalise(plan: CarePlan): Result<PlanChange, CarePlanStateRefuses | SignaturesMissing> {
  if (plan.state !== 'OPEN') return refused(planStateRefuses(plan.state));
  const left = missing(plan);
  return left.length > 0 ? refused(signaturesMissing(left)) : ok({ part: null, step: FINAL });
}

/** Opens a closed plan again. */
export function reopen(plan: CarePlan, reason: string): Result<PlanChange, CarePlanStateRefuses> {
  if (plan.state !== 'FINALLY_JUSTIFIED') return refused(planStateRefuses(plan.state));
  return ok({ part: null, step: { kind: 'REOPENED', unitId: null, reason } });
}

/** The plan after a change. */
export function after(plan: CarePlan, { part, step }: PlanChange): CarePlan {
  const others = part ? plan.parts.filter((other) => partOf({ parts: [other] }, part) === null) : plan.parts;
  const parts = part ? [...others, part] : plan.parts;
  switch (step?.kind) {
    case undefined:
      return { ...plan, parts };
    case 'RELEASED':
      return { ...plan, parts, released: [...plan.released, ...(step.unitId ? [step.unitId] : [])] };
    case 'FINALLY_JUSTIFIED':
      return { ...plan, parts, state: 'FINALLY_JUSTIFIED' };
    case 'REOPENED':
      return { ...plan, parts, state: 'OPEN' };
  }
}

/** What the ward can do with the plan as a whole now. The rules themselves decide; a test holds the two together. */
export function possibleWithPlan(plan: CarePlan): readonly CarePlanAction[] {
  if (plan.state === 'FINALLY_JUSTIFIED') return ['REOPEN'];
  const left = missing(plan);
  if (left.length === 0) return ['FINALISE'];
  return left.some((unitId) => release(plan, unitId, '').ok) ? ['RELEASE'] : [];
}

/** A party of a plan and where it stands. */
export interface PlanParty {
  readonly unitId: string;
  readonly state: CarePlanPartyState;
}

/** The parties that must sign, have signed or are released, in their order. */
export function standingOf(plan: CarePlan): readonly PlanParty[] {
  const signed = new Set(plan.parts.filter(({ state }) => state === 'SIGNED').map(({ unitId }) => unitId));
  return plan.parties.flatMap(({ unitId, kind }): PlanParty[] => {
    if (signed.has(unitId)) return [{ unitId, state: 'SIGNED' }];
    if (!isExpectedToAnswer(kind)) return [];
    return [{ unitId, state: plan.released.includes(unitId) ? 'RELEASED' : 'MISSING' }];
  });
}
