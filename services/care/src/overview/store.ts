import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { FeedPage } from '@samplan/kit/events/feed';
import type { PageRequest } from '@samplan/kit/page';
import type { overviewChanged } from '@samplan/schema/events/care';
import type { EpisodeState, OverviewOrder, SortDirection } from '../generated/resolvers.ts';
import type { CareReach } from '../reach.ts';
import type { Column, OverviewFacts } from './domain.ts';

export type { OverviewCell, OverviewCellParty, OverviewRow } from './domain.ts';

/** Which cases to show. All given conditions must hold. */
export interface OverviewConditions {
  readonly unacknowledgedOnly: boolean;
  readonly states: readonly EpisodeState[] | null;
  readonly wardId: string | null;
  readonly municipalityCode: string | null;
}

/** In which order. */
export interface OverviewSorting {
  readonly by: OverviewOrder;
  readonly direction: SortDirection;
}

/** A change as it was told. */
export interface OverviewChange {
  readonly episodeId: string;
  readonly column: Column | null;
  readonly at: Date;
  readonly version: number;
}

/** The cases that a unit works with. Reach: those it takes part in, until everyone has acknowledged (F-251). */
export interface OverviewStore {
  /** Facts of one page and of one case more when there are more, and how many cases there are in all. */
  page(
    grant: Grant<'episode.read', CareReach>,
    conditions: OverviewConditions,
    sorting: OverviewSorting,
    page: PageRequest,
    access: AccessLog,
  ): Promise<{ readonly cases: readonly OverviewFacts[]; readonly total: number }>;
  /** Facts of the given cases, in their order; null for one that the overview does not show. */
  find(
    grant: Grant<'episode.read', CareReach>,
    episodeIds: readonly string[],
    access: AccessLog,
  ): Promise<readonly (OverviewFacts | null)[]>;
  /** What has changed in the unit's overview since a place in time, in the order in which it was committed. */
  changes(
    grant: Grant<'episode.read', CareReach>,
    page: { readonly first: number; readonly after: string | null },
  ): Promise<FeedPage<typeof overviewChanged>>;
}
