import type { Grant, PrincipalReach } from '@samplan/kit/access/policy';
import type { Page } from '@samplan/kit/page';
import type { Amounts } from './amount.ts';
import type { BasisRow } from './basis.ts';
import type { Month } from './month.ts';

/** Grants that let see bases. */
export type BasisGrant = Grant<'liability-basis.read', PrincipalReach>;

/** Which basis. */
export interface BasisScope {
  readonly regionId: string;
  readonly municipalityCode: string;
  readonly month: Month;
}

/** A page of a basis. */
export interface BasisPage extends Page<BasisRow> {
  readonly grant: BasisGrant;
  readonly scope: BasisScope;
  readonly amounts: Amounts;
}

/** The bases, row by row: memory does not grow with the number of episodes. */
export interface LiabilityBasisStore {
  /** The basis of a municipality in a month. Reach: a region's municipalities, a municipality itself; null out of reach. */
  scope(grant: BasisGrant, municipalityCode: string, month: Month): Promise<BasisScope | null>;
  /**
   * The episodes that ended in the month and have a part in the basis, in the order of ending. The scope is one that {@link scope}
   * gave for the grant.
   * @param after - id of the episode to go on after.
   */
  rows(
    grant: BasisGrant,
    scope: BasisScope,
    amounts: Amounts,
    now: Date,
    after?: string | null,
  ): AsyncIterable<BasisRow>;
}
