import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { Result } from '@samplan/kit/result';
import type { Episode } from '../episode/domain.ts';
import type { EpisodeStateRefuses } from '../episode/problems.ts';
import type { EpisodeGrant } from '../episode/store.ts';
import type { CareReach } from '../reach.ts';
import type { Chosen, NewChoice, SipProgress } from './domain.ts';
import type { DueTerms } from './due.ts';
import type { ChangedMeanwhile, PlanningTrackReasonMissing } from './problems.ts';

/** A choice of a track as it was made. */
export interface TrackChoice extends Chosen {
  readonly episodeId: string;
  readonly setAt: Date;
  readonly setByUserId: string;
  readonly setByUnitId: string;
}

/** The tracks; asked only about episodes that were found in reach. */
export interface TrackStore {
  /** Every choice by episode, in the order asked for, latest first. */
  ofEpisodes(episodeIds: readonly string[]): Promise<readonly (readonly TrackChoice[])[]>;
  /** Until when bases are filled in, by episode, in the order asked for; null where none is asked for. */
  dueTerms(episodeIds: readonly string[]): Promise<readonly (DueTerms | null)[]>;
  /** What of a SIP there is, by episode, in the order asked for, as far as no block closes it. */
  sipProgress(grant: EpisodeGrant, episodeIds: readonly string[]): Promise<readonly SipProgress[]>;
  /**
   * Stores a choice, one of an episode at a time.
   * @param version - of the choice as last read; 0 for none.
   */
  choose(
    grant: Grant<'planning-track.set', CareReach>,
    episode: Episode,
    version: number,
    given: NewChoice,
    access: AccessLog,
    now: Date,
  ): Promise<Result<Chosen, ChangedMeanwhile | PlanningTrackReasonMissing | EpisodeStateRefuses>>;
}
