import type { AccessLog } from '@samplan/kit/access/log';
import type { PageRequest } from '@samplan/kit/page';
import type { Result } from '@samplan/kit/result';
import type { AmountMissing, Amounts } from './amount.ts';
import type { BasisRow } from './basis.ts';
import type { BasisGrant, BasisScope, SettlingGrant } from './basis-store.ts';
import type { Month } from './month.ts';
import type { BasisCorrection, Settlement, SettlingRefusal } from './settlement.ts';

/** What settling a month came to. */
export type SettlingOutcome =
  | { readonly kind: 'DONE'; readonly settlement: Settlement }
  /** With the month that is to be settled next; null while none is settled. */
  | { readonly kind: 'REFUSED'; readonly refusal: SettlingRefusal; readonly due: Month | null }
  | { readonly kind: 'AMOUNT_MISSING'; readonly year: number };

/** A part of the file of a settled month. */
export interface SettledPart {
  /** The same at every time. */
  readonly content: string;
  readonly episodes: readonly Pick<BasisRow, 'episodeId' | 'patientId'>[];
  /** Place to go on after; null when this is the last part. */
  readonly next: number | null;
}

/** Told after every page how many episodes it had, of the month and of those that were settled before. May throw to end it. */
export type SettlingProgress = (episodes: number) => void;

/** Months that are settled. Every scope is one that the bases gave for the grant. */
export interface LiabilitySettlementStore {
  /** Null while the month is open. */
  find(grant: BasisGrant | SettlingGrant, scope: BasisScope): Promise<Settlement | null>;
  /** The episodes of a settled month with one more than was asked for, in the order in which they were settled. */
  rows(grant: BasisGrant, scope: BasisScope, page: PageRequest): Promise<readonly BasisRow[]>;
  /** The first that a settled month corrects, the earliest month first. */
  corrections(grant: BasisGrant, scope: BasisScope, first: number): Promise<readonly BasisCorrection[]>;
  /** The first that an open month would correct if it were settled now: nothing, unless it is the next to settle. */
  pending(
    grant: BasisGrant,
    scope: BasisScope,
    first: number,
    amounts: Amounts,
    now: Date,
  ): Promise<Result<readonly BasisCorrection[], AmountMissing>>;
  /**
   * A part of the file.
   * @param after - `next` of the part before; null for the first.
   * @param most - rows of a part.
   */
  part(grant: BasisGrant, scope: BasisScope, after: number | null, most: number): Promise<SettledPart>;
  /**
   * Settles a month of any size: its rows, averages and corrections as they are at one instant, all or nothing. Of two at once, one
   * does.
   */
  settle(
    grant: SettlingGrant,
    scope: BasisScope,
    access: AccessLog,
    now: Date,
    progress?: SettlingProgress,
  ): Promise<SettlingOutcome>;
}
