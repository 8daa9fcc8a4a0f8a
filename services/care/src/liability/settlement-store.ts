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
  | { readonly kind: 'AMOUNT_MISSING'; readonly year: number }
  | { readonly kind: 'TOO_LARGE' };

/** The file of a settled month. */
export interface SettledFile {
  /** The same at every time. */
  readonly content: string;
  readonly episodes: readonly Pick<BasisRow, 'episodeId' | 'patientId'>[];
}

/** Months that are settled. Every scope is one that the bases gave for the grant. */
export interface LiabilitySettlementStore {
  /** Null while the month is open. */
  find(grant: BasisGrant | SettlingGrant, scope: BasisScope): Promise<Settlement | null>;
  /** The episodes of a settled month with one more than was asked for, in the order in which they were settled. */
  rows(grant: BasisGrant, scope: BasisScope, page: PageRequest): Promise<readonly BasisRow[]>;
  /** What a settled month corrects, the earliest month first. */
  corrections(grant: BasisGrant, scope: BasisScope): Promise<readonly BasisCorrection[]>;
  /** What an open month would correct if it were settled now: nothing, unless it is the next to settle. */
  pending(
    grant: BasisGrant,
    scope: BasisScope,
    amounts: Amounts,
    now: Date,
  ): Promise<Result<readonly BasisCorrection[], AmountMissing>>;
  file(grant: BasisGrant, scope: BasisScope): Promise<SettledFile>;
  /**
   * Settles a month: its rows, averages and corrections as they are at one instant. Of two at once, one does.
   * @param most - episodes; more are too large for a file.
   */
  settle(grant: SettlingGrant, scope: BasisScope, most: number, access: AccessLog, now: Date): Promise<SettlingOutcome>;
}
