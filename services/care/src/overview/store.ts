import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant } from '@samplan/kit/access/policy';
import type { PageRequest } from '@samplan/kit/page';
import type { EpisodeState, OverviewOrder, SortDirection } from '../generated/resolvers.ts';
import type { CareReach } from '../reach.ts';
import type { OverviewFacts } from './domain.ts';

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
}
