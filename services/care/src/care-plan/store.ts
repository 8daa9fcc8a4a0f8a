import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { Result } from '@samplan/kit/result';
import type { Episode } from '../episode/domain.ts';
import type { EpisodeStateRefuses } from '../episode/problems.ts';
import type { CareReach } from '../reach.ts';
import type { CarePlan, NewStep, PlanChange } from './domain.ts';

/** Grants that let change a part or the plan. */
export type PlanGrant = Grant<
  | 'planning-basis.answer'
  | 'planning-basis.sign'
  | 'planning-basis.void'
  | `care-plan.${'release' | 'finalise' | 'reopen'}`,
  CareReach
>;

/** Something that happened to a plan as a whole. */
export interface PlanStep extends NewStep {
  /** From 1, in order. */
  readonly number: number;
  readonly at: Date;
  readonly byUserId: string;
  readonly byUnitId: string;
}

/** A plan without its parts, which readers see only as far as no block closes them. */
export interface PlanFrame extends Omit<CarePlan, 'parts'> {
  readonly episodeId: string;
  /** Latest first. */
  readonly steps: readonly PlanStep[];
}

/** The care plans; asked only about episodes that were found in reach. */
export interface CarePlanStore {
  /** By episode, in the order asked for. */
  ofEpisodes(episodeIds: readonly string[]): Promise<readonly PlanFrame[]>;
  /**
   * Changes a plan by a rule, one change of an episode at a time: what the rule decides on is still true when it is stored.
   * @param rule - decides on the whole plan, whatever a block closes to the viewer.
   */
  change<P>(
    grant: PlanGrant,
    episode: Episode,
    rule: (plan: CarePlan) => Result<PlanChange, P>,
    access: AccessLog,
    now: Date,
  ): Promise<Result<PlanChange, P | EpisodeStateRefuses>>;
}
