import type { Grant, PrincipalReach } from '@samplan/kit/access/policy';
import type { CoordinatingPrincipal } from '../generated/resolvers.ts';

/** Ongoing plans of a municipality's people, led by a kind of principal. */
export interface SipCount {
  readonly municipalityCode: string;
  readonly coordinatingPrincipal: CoordinatingPrincipal;
  readonly ongoing: number;
}

/** Counts of plans. Reach: the municipalities of the viewer's region, or the viewer's municipality. Never a plan. */
export interface StatisticsStore {
  /** Codes of the municipalities in reach, in order. */
  municipalities(grant: Grant<'statistics.read', PrincipalReach>): Promise<readonly string[]>;
  /** Counts above zero, without plans that are blocked to the viewer and those of patients with a protected identity. */
  ongoing(
    grant: Grant<'statistics.read', PrincipalReach>,
    municipalityCodes: readonly string[],
    now: Date,
  ): Promise<readonly SipCount[]>;
}
