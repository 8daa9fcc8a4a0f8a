import type { UnitKind } from '@samplan/kit/access/viewer';
import { ok, type Result, refused } from '@samplan/kit/result';
import type { Day } from '@samplan/kit/time';
import type { TransitionCondition, TransitionParty, TransitionPhase } from '../../generated/resolvers.ts';
import {
  stepNotBegun,
  stepOfOthers,
  type TransitionStepNotBegun,
  type TransitionStepOfOthers,
  workLeft,
} from './problems.ts';

/** Something that a party does, with dates of its own (K6). */
export interface Step {
  readonly key: string;
  readonly party: TransitionParty;
  readonly text: string;
  readonly fromOn: Day;
  /** The last day; null without one. */
  readonly untilOn: Day | null;
  readonly condition: TransitionCondition | null;
}

/** A step as somebody sees it. */
export interface StepSeen extends Step {
  readonly phase: TransitionPhase;
  readonly isMine: boolean;
  readonly completedAt: Date | null;
}

/** A unit with what it has left and the keys of the steps it has told to be done. */
export interface UnitWork {
  readonly unitId: string;
  readonly kind: UnitKind;
  readonly unacknowledgedMessages: number;
  readonly unansweredEpisodes: number;
  readonly unconfirmedCareContacts: number;
  readonly stepsCompleted: readonly string[];
}

/** How far a unit has come. */
export interface UnitProgress {
  readonly unitId: string;
  readonly party: TransitionParty;
  readonly stepsDone: number;
  readonly stepsLeft: number;
  readonly unacknowledgedMessages: number;
  readonly unansweredEpisodes: number;
  readonly unconfirmedCareContacts: number;
  readonly isComplete: boolean;
}

/** How far a party has come. */
export interface PartyProgress {
  readonly party: TransitionParty;
  readonly units: number;
  readonly unitsComplete: number;
  readonly stepsDone: number;
  readonly stepsLeft: number;
  readonly unacknowledgedMessages: number;
  readonly unansweredEpisodes: number;
  readonly unconfirmedCareContacts: number;
}

/** How far everyone in reach has come. */
export interface Report {
  readonly asOf: Date;
  readonly isComplete: boolean;
  readonly parties: readonly PartyProgress[];
  /** Those with most left first. */
  readonly units: readonly UnitProgress[];
}

/** The lane of a unit (F-208); null for kinds that take no part in care. */
export function partyOf(kind: UnitKind): TransitionParty | null {
  return PARTY_OF[kind] ?? null;
}

const PARTY_OF: Partial<Readonly<Record<UnitKind, TransitionParty>>> = {
  INPATIENT_SOMATIC: 'INPATIENT_CARE',
  INPATIENT_PSYCHIATRIC: 'INPATIENT_CARE',
  HEALTH_CENTRE: 'PRIMARY_CARE',
  PSYCHIATRIC_OUTPATIENT: 'PSYCHIATRIC_OUTPATIENT',
  ASSESSMENT: 'MUNICIPALITY',
  HOME_HEALTH: 'MUNICIPALITY',
  HOME_CARE: 'MUNICIPALITY',
  RESIDENCE: 'MUNICIPALITY',
  SOCIAL_SERVICES: 'MUNICIPALITY',
};

/** Where a step is in time. */
export function phaseOf({ fromOn, untilOn }: Pick<Step, 'fromOn' | 'untilOn'>, today: Day): TransitionPhase {
  if (today < fromOn) return 'COMING';
  return untilOn !== null && today > untilOn ? 'PAST' : 'NOW';
}

/** A step as a party sees it. */
export function seenBy(party: TransitionParty | null, step: Step, completedAt: Date | null, today: Day): StepSeen {
  return { ...step, phase: phaseOf(step, today), isMine: step.party === party, completedAt };
}

/** Of the steps somebody sees, what the party has begun and not done. */
export function nowOf(steps: readonly StepSeen[]): readonly StepSeen[] {
  return steps.filter(({ isMine, phase, completedAt }) => isMine && phase !== 'COMING' && completedAt === null);
}

/** Of the steps somebody sees, what comes next for the party: all that begin on the first of the days to come. */
export function nextOf(steps: readonly StepSeen[]): readonly StepSeen[] {
  const coming = steps.filter(({ isMine, phase }) => isMine && phase === 'COMING');
  const first = coming.map(({ fromOn }) => fromOn).sort()[0];
  return coming.filter(({ fromOn }) => fromOn === first);
}

/** How far a unit has come; null when it belongs to no party. */
export function progressOf(unit: UnitWork, steps: readonly Step[]): UnitProgress | null {
  const party = partyOf(unit.kind);
  if (party === null) return null;
  const ofParty = steps.filter((step) => step.party === party);
  const stepsDone = ofParty.filter(({ key }) => unit.stepsCompleted.includes(key)).length;
  const { unitId, unacknowledgedMessages, unansweredEpisodes, unconfirmedCareContacts } = unit;
  const stepsLeft = ofParty.length - stepsDone;
  const left = { stepsLeft, unacknowledgedMessages, unansweredEpisodes, unconfirmedCareContacts };
  return { unitId, party, stepsDone, ...left, isComplete: leftOf(left) === 0 };
}

/**
 * How far everyone has come: every sum is computed of its rows (K1).
 * @param managed - of the steps of the region's system management, which has no units, those that are done; null out of reach.
 */
export function reportOf(
  units: readonly UnitWork[],
  steps: readonly Step[],
  managed: readonly string[] | null,
  asOf: Date,
): Report {
  const progress = units
    .map((unit) => progressOf(unit, steps))
    .filter((unit) => unit !== null)
    .sort((a, b) => leftOf(b) - leftOf(a) || (a.unitId < b.unitId ? -1 : 1));
  const parties = [...new Set(Object.values(PARTY_OF))].flatMap((party) => {
    const ofParty = progress.filter((unit) => unit.party === party);
    return ofParty.length === 0 ? [] : [sumOf(party, ofParty)];
  });
  const management = managed === null ? [] : managementOf(steps, managed);
  const all = [...parties, ...management];
  return {
    asOf,
    isComplete: all.every(({ stepsLeft, units: n, unitsComplete }) => stepsLeft === 0 && n === unitsComplete),
    parties: all,
    units: progress,
  };
}

function sumOf(party: TransitionParty, units: readonly UnitProgress[]): PartyProgress {
  const sum = (of: (unit: UnitProgress) => number) => units.reduce((total, unit) => total + of(unit), 0);
  return {
    party,
    units: units.length,
    unitsComplete: units.filter(({ isComplete }) => isComplete).length,
    stepsDone: sum(({ stepsDone }) => stepsDone),
    stepsLeft: sum(({ stepsLeft }) => stepsLeft),
    unacknowledgedMessages: sum(({ unacknowledgedMessages }) => unacknowledgedMessages),
    unansweredEpisodes: sum(({ unansweredEpisodes }) => unansweredEpisodes),
    unconfirmedCareContacts: sum(({ unconfirmedCareContacts }) => unconfirmedCareContacts),
  };
}

function managementOf(steps: readonly Step[], managed: readonly string[]): readonly PartyProgress[] {
  const own = steps.filter(({ party }) => party === 'SYSTEM_MANAGEMENT');
  if (own.length === 0) return [];
  const stepsDone = own.filter(({ key }) => managed.includes(key)).length;
  const none = {
    units: 0,
    unitsComplete: 0,
    unacknowledgedMessages: 0,
    unansweredEpisodes: 0,
    unconfirmedCareContacts: 0,
  };
  return [{ party: 'SYSTEM_MANAGEMENT', stepsDone, stepsLeft: own.length - stepsDone, ...none }];
}

/** What a unit can have left. */
type Left = Pick<
  UnitProgress,
  'stepsLeft' | 'unacknowledgedMessages' | 'unansweredEpisodes' | 'unconfirmedCareContacts'
>;

/** How much a unit has left. */
export function leftOf(left: Left): number {
  const { stepsLeft, unacknowledgedMessages, unansweredEpisodes, unconfirmedCareContacts } = left;
  return stepsLeft + unacknowledgedMessages + unansweredEpisodes + unconfirmedCareContacts;
}

/** What completing a step may come to. */
export type CompletionRefusal =
  | TransitionStepNotBegun
  | TransitionStepOfOthers
  | ReturnType<typeof workLeft<UnitProgress>>;

/**
 * May a step be told to be done at units?
 * @param isManager - may the viewer speak for the region's system management?
 * @returns whether it is late; or `TransitionStepOfOthers`, `TransitionStepNotBegun`, `TransitionWorkLeft`.
 */
export function completeStep(
  step: Step,
  units: readonly UnitWork[],
  isManager: boolean,
  today: Day,
): Result<{ readonly isLate: boolean }, CompletionRefusal> {
  const isTheirs =
    step.party === 'SYSTEM_MANAGEMENT' ? isManager : units.every(({ kind }) => partyOf(kind) === step.party);
  if (!isTheirs) return refused(stepOfOthers());
  const phase = phaseOf(step, today);
  if (phase === 'COMING') return refused(stepNotBegun(step.fromOn));
  const waiting = units
    .filter((unit) => !unit.stepsCompleted.includes(step.key) && hasLeft(step.condition, unit))
    .map((unit) => progressOf(unit, [step]))
    .filter((unit) => unit !== null);
  return waiting.length > 0 ? refused(workLeft(waiting)) : ok({ isLate: phase === 'PAST' });
}

function hasLeft(condition: TransitionCondition | null, unit: UnitWork): boolean {
  switch (condition) {
    case 'MESSAGES_ACKNOWLEDGED':
      return unit.unacknowledgedMessages > 0;
    case 'PLANNING_ANSWERED':
      return unit.unansweredEpisodes > 0;
    case 'CARE_CONTACTS_CONFIRMED':
      return unit.unconfirmedCareContacts > 0;
    case null:
      return false;
  }
}
