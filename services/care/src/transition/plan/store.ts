import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, PrincipalReach } from '@samplan/kit/access/policy';
import type { Day } from '@samplan/kit/time';
import type { ReadyHandling } from '../../generated/resolvers.ts';
import type { Step, StepSeen, UnitWork } from './domain.ts';
import type { TransitionReach } from './policy.ts';

/** What a region has decided of leaving an older system. */
export interface Plan {
  /** Who is discharge-ready by then is finished there (F-215). */
  readonly readyUntilOn: Day | null;
  readonly readyHandling: ReadyHandling;
  /** In the order decided. */
  readonly steps: readonly Step[];
  /** 0 while nothing is decided. */
  readonly version: number;
}

/** A plan as somebody sees it. */
export interface PlanSeen extends Omit<Plan, 'steps'> {
  readonly steps: readonly StepSeen[];
}

/** That a step is done at a unit. */
export interface Completion {
  readonly stepKey: string;
  readonly unitId: string;
  readonly completedAt: Date;
  readonly byUserId: string;
  readonly isLate: boolean;
}

/** The transitions. What units have left is counted in reach. */
export interface TransitionStore {
  /** The plan of a region; null while nothing is decided. It holds nothing about patients and is everyone's to know. */
  plan(regionId: string): Promise<Plan | null>;
  /** Who told that which step is done, of a unit or, without one, of the whole region. */
  completions(regionId: string, unitId: string | null): Promise<readonly Completion[]>;
  /**
   * Stores a plan in place of the one with the version.
   * @returns false when somebody else was first.
   */
  setPlan(grant: Grant<'transition-plan.set', PrincipalReach>, plan: Plan, access: AccessLog): Promise<boolean>;
  /**
   * The units in reach that take part in care and in the region, with what they have left.
   * @param unitIds - only those among them; all when null.
   */
  work(
    grant: Grant<'transition.follow' | 'transition-step.complete', TransitionReach>,
    regionId: string,
    unitIds: readonly string[] | null,
  ): Promise<readonly UnitWork[]>;
  /** Stores that a step is done at units that were found in reach; what was told before stands. In their order. */
  complete(
    grant: Grant<'transition-step.complete', TransitionReach>,
    regionId: string,
    stepKey: string,
    unitIds: readonly string[],
    isLate: boolean,
    access: AccessLog,
    now: Date,
  ): Promise<readonly Completion[]>;
}
