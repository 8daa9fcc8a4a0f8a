import { ok, type Result, refused } from '@samplan/kit/result';
import type { CarePlanState, PlanningSectionAction, PlanningSectionState } from '../../generated/resolvers.ts';
import { type GivenAnswer, mergeAnswers } from '../../planning/domain.ts';
import { type CarePlan, FINAL, isLocked, missing, type Own, type Part, type PlanChange, partOf } from '../domain.ts';
import {
  type CarePlanStateRefuses,
  type ChangedMeanwhile,
  changedMeanwhile,
  type FinalSigningConfirmationRequired,
  finalSigningConfirmationRequired,
  type PlanningBasisLocked,
  type PlanningSectionStateRefuses,
  planningBasisLocked,
  planStateRefuses,
  sectionStateRefuses,
} from '../problems.ts';

/**
 * Saves answers in the own part. One that is void, or not begun, begins anew with the questions that hold.
 * @param version - of the part as last read; 0 when it is not begun.
 * @param questionSetId - the questions that hold now.
 * @returns the draft; or `ChangedMeanwhile`, `CarePlanStateRefuses`, `PlanningBasisLocked`, or `PlanningSectionStateRefuses`, when it
 * is signed.
 */
export function save(
  plan: CarePlan,
  own: Own,
  version: number,
  given: readonly GivenAnswer[],
  questionSetId: string,
): Result<PlanChange, ChangedMeanwhile | CarePlanStateRefuses | PlanningBasisLocked | PlanningSectionStateRefuses> {
  const part = partOf(plan, own);
  if ((part?.version ?? 0) !== version) return refused(changedMeanwhile());
  if (plan.state !== 'OPEN') return refused(planStateRefuses(plan.state));
  if (isLocked(plan, own)) return refused(planningBasisLocked());
  if (part?.state === 'SIGNED') return refused(sectionStateRefuses(part.state));
  const begun = part?.state === 'DRAFT' ? part : { ...own, questionSetId, answers: {}, version };
  return ok({ part: next({ ...begun, state: 'DRAFT', reason: null }, given), step: null });
}

/**
 * Signs the own part as it is saved. Who signs last closes the plan, and is asked first (F-066).
 * @returns the signed part, and the final justification when it is the last; or why not.
 */
export function sign(
  plan: CarePlan,
  own: Own,
  version: number,
  confirmFinal: boolean,
): Result<
  PlanChange,
  ChangedMeanwhile | CarePlanStateRefuses | PlanningSectionStateRefuses | FinalSigningConfirmationRequired
> {
  const part = partOf(plan, own);
  if (part && part.version !== version) return refused(changedMeanwhile());
  if (plan.state !== 'OPEN') return refused(planStateRefuses(plan.state));
  if (part?.state !== 'DRAFT') return refused(sectionStateRefuses(part?.state ?? 'UNANSWERED'));
  return signedAs(plan, next({ ...part, state: 'SIGNED' }), confirmFinal);
}

/**
 * Corrects the own signed part by a new signed version (G-087). In a finally justified plan that is its final justification
 * anew, by who corrects: the plan stays closed, and the question is asked again (F-066).
 * @returns the corrected part; or why not.
 */
export function correct(
  plan: CarePlan,
  own: Own,
  version: number,
  given: readonly GivenAnswer[],
  reason: string,
  confirmFinal: boolean,
): Result<
  PlanChange,
  ChangedMeanwhile | PlanningBasisLocked | PlanningSectionStateRefuses | FinalSigningConfirmationRequired
> {
  const part = partOf(plan, own);
  if (part && part.version !== version) return refused(changedMeanwhile());
  if (isLocked(plan, own)) return refused(planningBasisLocked());
  if (part?.state !== 'SIGNED') return refused(sectionStateRefuses(part?.state ?? 'UNANSWERED'));
  return signedAs(plan, next({ ...part, reason }, given), confirmFinal);
}

/**
 * Voids the own part, saved or signed. The plan cannot stay closed without a part that it was closed with: voiding a signed one
 * opens it again, for the same reason.
 * @returns the void part, and the reopening; or why not.
 */
export function voidPart(
  plan: CarePlan,
  own: Own,
  version: number,
  reason: string,
): Result<PlanChange, ChangedMeanwhile | PlanningBasisLocked | PlanningSectionStateRefuses> {
  const part = partOf(plan, own);
  if (part && part.version !== version) return refused(changedMeanwhile());
  if (isLocked(plan, own)) return refused(planningBasisLocked());
  if (!part || part.state === 'VOIDED') return refused(sectionStateRefuses(part?.state ?? 'UNANSWERED'));
  const opens = plan.state === 'FINALLY_JUSTIFIED' && part.state === 'SIGNED';
  const voided: Part = next({ ...part, state: 'VOIDED', reason });
  return ok({ part: voided, step: opens ? { kind: 'REOPENED', unitId: null, reason } : null });
}

/** The change with a signed part, and with the final justification when nobody is left to sign. */
function signedAs(
  plan: CarePlan,
  part: Part,
  confirmFinal: boolean,
): Result<PlanChange, FinalSigningConfirmationRequired> {
  const isFinal = plan.state === 'FINALLY_JUSTIFIED' || missing({ ...plan, parts: [...plan.parts, part] }).length === 0;
  if (!isFinal) return ok({ part, step: null });
  return confirmFinal ? ok({ part, step: FINAL }) : refused(finalSigningConfirmationRequired());
}

/** The next version of a part. */
function next(part: Part, given: readonly GivenAnswer[] = []): Part {
  return { ...part, answers: mergeAnswers(part.answers, given), version: part.version + 1 };
}

/**
 * What the unit can do with its part now. The rules themselves decide; a test holds the two together.
 * @param locked - does the part stay as it is (G-108)?
 */
export function possibleWithPart(
  plan: CarePlanState,
  part: PlanningSectionState,
  locked: boolean,
): readonly PlanningSectionAction[] {
  const isOpen = plan === 'OPEN';
  const ways: readonly (readonly [PlanningSectionAction, boolean])[] = [
    ['ANSWER', isOpen && !locked && part !== 'SIGNED'],
    ['SIGN', isOpen && part === 'DRAFT'],
    ['CORRECT', !locked && part === 'SIGNED'],
    ['VOID', !locked && (part === 'DRAFT' || part === 'SIGNED')],
    ['NOTE_DISAGREEMENT', part !== 'UNANSWERED'],
  ];
  return ways.filter(([, can]) => can).map(([name]) => name);
}
