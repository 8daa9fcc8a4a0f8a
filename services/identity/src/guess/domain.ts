/** How guesses are slowed: some are free, then each waits twice as long as the one before. */
export interface GuessLimit {
  readonly free: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** Guesses at one account. In the long run some four an hour. */
export const ACCOUNT_LIMIT: GuessLimit = { free: 5, firstWaitMs: MINUTE_MS, longestWaitMs: 15 * MINUTE_MS };

/** Guesses from one place at any account. A whole hospital may stand behind one address, so that many are free. */
export const PLACE_LIMIT: GuessLimit = { free: 100, firstWaitMs: 10 * SECOND_MS, longestWaitMs: 5 * MINUTE_MS };

/** After so long without a guess nothing is remembered of earlier ones. */
export const FORGET_MS = 60 * MINUTE_MS;

/** A place is the account's own for so long after a sign-in from there. */
export const OWN_PLACE_DAYS = 30;

/** How long nothing is looked at after so many guesses that failed or are not answered yet. */
export function waitAfter(guesses: number, { free, firstWaitMs, longestWaitMs }: GuessLimit): number {
  return guesses < free ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (guesses - free));
}

/** The wait after one guess, after two, and so on, until it grows no more. */
export function waitsOf(limit: GuessLimit): readonly number[] {
  const waits: number[] = [];
  do waits.push(waitAfter(waits.length + 1, limit));
  while (waits.at(-1) !== limit.longestWaitMs);
  return waits;
}

/** What a guess is counted under. */
export type Counter = 'ACCOUNT' | 'PLACE' | 'ACCOUNT_AT_PLACE';

/**
 * From a place of the account's own, guesses are counted apart: nobody elsewhere, and nobody who guesses at other accounts, can
 * lock the account out there. From everywhere else they are counted for the account and for the place.
 * @param place - null when nobody knows it.
 */
export function countersOf(place: string | null, isOwnPlace: boolean): readonly (readonly [Counter, GuessLimit])[] {
  if (place !== null && isOwnPlace) return [['ACCOUNT_AT_PLACE', ACCOUNT_LIMIT]];
  return [['ACCOUNT', ACCOUNT_LIMIT], ...(place === null ? [] : [['PLACE', PLACE_LIMIT] as const])];
}
