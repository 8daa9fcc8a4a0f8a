import type { AccessLog } from '@samplan/kit/access/log';
import type { Grant, PrincipalReach } from '@samplan/kit/access/policy';
import type { BackRegistration, OutageWindow } from './domain.ts';

/** A back registration as it was entered. */
export interface EnteredAfterwards extends BackRegistration {
  readonly enteredAt: Date;
  readonly enteredByUserId: string;
}

/** The outages of regions, and the episodes that were registered after them. */
export interface OutageStore {
  /** Of a region, latest first. */
  ofRegion(regionId: string): Promise<readonly OutageWindow[]>;
  /** Of the region that the unit belongs to. */
  ofUnit(unitId: string): Promise<readonly OutageWindow[]>;
  /**
   * Stores a new outage, or a change of one.
   * @returns false when somebody else was first, or the outage is another region's.
   */
  save(
    grant: Grant<'outage.set', PrincipalReach>,
    window: OutageWindow,
    isNew: boolean,
    access: AccessLog,
    now: Date,
  ): Promise<boolean>;
  /** By episode, in the order asked for; null for most. The episodes have been found in reach. */
  ofEpisodes(episodeIds: readonly string[]): Promise<readonly (EnteredAfterwards | null)[]>;
}
