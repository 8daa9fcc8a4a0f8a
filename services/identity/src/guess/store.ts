/** A guess at the password of an account. */
export interface Guess {
  /** As it was given, in the form that is compared. */
  readonly organisation: string;
  readonly username: string;
  /** Whose name it is; null when it is nobody's. */
  readonly userId: string | null;
  /** Of placeOf. */
  readonly place: string | null;
}

/** What came of asking whether a guess may be made. */
export type Taken =
  | { readonly isTaken: false; readonly retryAt: Date }
  /** @param giveBack - takes the guess out of the count again: it was right. */
  | { readonly isTaken: true; readonly giveBack: () => Promise<void> };

/** Counts guesses at sign-in, over all processes of identity. Knows neither names nor addresses, but marks of them. */
export interface GuessStore {
  /** Counts a guess before it is made, so that many at once are counted one by one. An unknown name is counted as a known one. */
  take(guess: Guess, now: Date): Promise<Taken>;
  /** The user has signed in from the place, which is the account's own from now on for a while. */
  remember(userId: string, place: string | null, now: Date): Promise<void>;
  /** Forgets what no longer counts. */
  tidy(now: Date): Promise<void>;
}
