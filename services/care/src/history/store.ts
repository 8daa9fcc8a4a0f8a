import type { Grant } from '@samplan/kit/access/policy';
import type { PageRequest } from '@samplan/kit/page';
import type { EpisodeState } from '../generated/resolvers.ts';
import type { CareReach } from '../reach.ts';

/** Which ended episodes to find. All given conditions must hold; null for any. */
export interface HistoryConditions {
  readonly patientId: string | null;
  /** First instant of the end. */
  readonly closedFrom: Date | null;
  /** First instant after it. */
  readonly closedBefore: Date | null;
  readonly states: readonly EpisodeState[];
}

/** Episodes that have ended. Reach: those that the viewer's unit took part in, as far as nothing closes them to the viewer. */
export interface HistoryStore {
  /** Ids of one page, latest end first, with one more when there are more, and how many there are in all. */
  page(
    grant: Grant<'episode.read', CareReach>,
    conditions: HistoryConditions,
    page: PageRequest,
  ): Promise<{ readonly ids: readonly string[]; readonly total: number }>;
}
