import type { AccessLog } from '@samplan/kit/access/log';
import type { Draft, DraftHeading, DraftInput, SaveFault } from './domain.ts';
import type { DraftKeeper } from './policy.ts';

/** What saving came to. */
export type Saving =
  | { readonly kind: 'SAVED'; readonly draft: DraftHeading }
  | { readonly kind: SaveFault }
  /** The keeper does not reach the patient. */
  | { readonly kind: 'OUT_OF_REACH' };

/** The drafts. Reach: the keeper's own at the keeper's unit; of those about patients, the ones whose patient the keeper reaches. */
export interface DraftStore {
  save(keeper: DraftKeeper, input: DraftInput, access: AccessLog, now: Date): Promise<Saving>;
  /** The draft under the key; null out of reach, and when it is kept no longer. */
  find(keeper: DraftKeeper, key: string, access: AccessLog, now: Date): Promise<Draft | null>;
  /** The last saved first. */
  list(keeper: DraftKeeper, first: number, access: AccessLog, now: Date): Promise<readonly DraftHeading[]>;
  /** @returns false when the draft has another version. */
  remove(keeper: DraftKeeper, key: string, version: string, access: AccessLog, now: Date): Promise<boolean>;
  /** Deletes what is kept no longer. */
  tidy(now: Date): Promise<void>;
}
