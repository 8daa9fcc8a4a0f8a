import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { ChangedMeanwhile } from '@samplan/kit/problem';
import type { Result } from '@samplan/kit/result';
import type { Episode } from '../episode/domain.ts';
import type { EpisodeStateRefuses } from '../episode/problems.ts';
import type { EpisodeGrant } from '../episode/store.ts';
import type { ListKind } from '../planning/questions.ts';
import type { CareReach } from '../reach.ts';
import type { Checklist, GivenTick } from './domain.ts';

/** A version of a unit's list as it was saved. */
export interface SavedChecklist extends Checklist {
  readonly episodeId: string;
  readonly savedAt: Date;
  readonly savedByUserId: string;
}

/** What stands in the lists of an episode, as far as the viewer may see it. */
export interface EpisodeChecklists {
  /** Every version, latest first. */
  readonly saved: readonly SavedChecklist[];
  /** Units whose lists a block closes to the viewer. */
  readonly closedUnitIds: readonly string[];
}

/** A unit's list as it is now, begun or not. */
export interface ChecklistPart {
  readonly episode: Episode;
  readonly unitId: string;
  readonly kind: ListKind;
  /** The list that it was begun with, or that holds now. */
  readonly listId: string;
  readonly latest: SavedChecklist | null;
}

/** The lists; asked only about episodes that were found in reach. */
export interface ChecklistStore {
  /** By episode, in the order asked for. */
  ofEpisodes(grant: EpisodeGrant, episodeIds: readonly string[]): Promise<readonly EpisodeChecklists[]>;
  /**
   * Ticks in the list of the viewer's unit, one change of an episode at a time.
   * @param version - of the list as last read; 0 while it is not begun.
   * @param listId - what it is begun with.
   */
  tick(
    grant: Grant<'ready-for-home.tick', CareReach>,
    episode: Episode,
    version: number,
    listId: string,
    given: readonly GivenTick[],
    access: AccessLog,
    now: Date,
  ): Promise<Result<Checklist, ChangedMeanwhile | EpisodeStateRefuses>>;
}
