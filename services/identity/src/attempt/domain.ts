/** How often something may be tried. */
export interface AttemptLimit {
  readonly most: number;
  readonly withinMs: number;
}

const MINUTE_MS = 60_000;

/** Guesses of one's own password within a session, and of one factor of an account. */
export const GUESSES: AttemptLimit = { most: 5, withinMs: 5 * MINUTE_MS };

/** Union member `TooManyAttempts`. */
export interface TooManyAttempts {
  readonly __typename: 'TooManyAttempts';
  readonly code: 'TOO_MANY_ATTEMPTS';
  readonly message: string;
  /** When it may be tried again. */
  readonly retryAt: Date;
}

/** It was tried too often; the next attempt counts only from an instant on. */
export function tooManyAttempts(retryAt: Date): TooManyAttempts {
  return {
    __typename: 'TooManyAttempts',
    code: 'TOO_MANY_ATTEMPTS',
    message: 'Det har blivit för många försök. Vänta en stund och försök igen.',
    retryAt,
  };
}
