import { ok, type Result, refused } from '@samplan/kit/result';
import { type AlreadyConverted, alreadyConverted, type CardOfAnother, cardOfAnother } from './problems.ts';

/** What an account knows of its holder's card. */
export interface CardState {
  /** Whose card signs in to the account: the holder at the employer (G-130). Null while nobody has told. */
  readonly hsaId: string | null;
  /** When the account was bound to the card; null while the password signs in. */
  readonly convertedAt: Date | null;
}

/**
 * May the account be bound to the card? (F-060, f.2 24)
 * @param hsaId - of the card in the reader. Cards of one holder are alike: a renewed card needs no new conversion.
 */
export function checkConversion(account: CardState, hsaId: string): Result<null, AlreadyConverted | CardOfAnother> {
  if (account.convertedAt !== null) return refused(alreadyConverted());
  if (account.hsaId !== null && account.hsaId !== hsaId) return refused(cardOfAnother());
  return ok(null);
}
