import type { Grant, PrincipalReach } from '@samplan/kit/access/policy';
import type { Page } from '@samplan/kit/page';
import type { Amounts } from './amount.ts';
import type { BasisRow } from './basis.ts';
import type { Month } from './month.ts';
import type { Settlement } from './settlement.ts';

/** Grants that let see bases. */
export type BasisGrant = Grant<'liability-basis.read', PrincipalReach>;

/** Grants that let settle months. */
export type SettlingGrant = Grant<'liability-month.settle', PrincipalReach>;

/** Which basis. */
export interface BasisScope {
  readonly regionId: string;
  readonly municipalityCode: string;
  readonly month: Month;
}

/** The basis of a month. */
export interface Basis {
  readonly grant: BasisGrant;
  readonly scope: BasisScope;
  readonly amounts: Amounts;
  /** Null while the month is open. */
  readonly settlement: Settlement | null;
}

/** A page of it. */
export interface BasisPage extends Basis, Page<BasisRow> {}

/** The bases, row by row: memory does not grow with the number of episodes. */
export interface LiabilityBasisStore {
  /**
   * The basis of a municipality in a month. Reach: a region's municipalities; a municipality itself, in any region, since it pays for
   * its residents wherever they are cared for (G-030).
   *
   * @param regionCode - the region whose wards; the viewer's when null.
   * @returns null out of reach.
   */
  scope(
    grant: SettlingGrant | BasisGrant,
    municipalityCode: string,
    month: Month,
    regionCode: string | null,
  ): Promise<BasisScope | null>;
  /** How many episodes are left out because an older system invoices them (F-216). */
  countInvoicedInSource(grant: BasisGrant, scope: BasisScope, amounts: Amounts, now: Date): Promise<number>;
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
