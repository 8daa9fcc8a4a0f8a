/**
 * The problems that every subgraph shares. Each is a member of result unions in SDL, with a stable code and one Swedish
 * sentence that says what to do.
 */

/** Union member `NotPermitted`. */
export interface NotPermitted {
  readonly __typename: 'NotPermitted';
  readonly code: 'NOT_PERMITTED';
  readonly message: string;
}

/**
 * The viewer may not, or the thing does not exist as far as the viewer may know. One answer for both, so that nobody
 * learns from a refusal that a patient exists (F-423).
 */
export function notPermitted(): NotPermitted {
  return {
    __typename: 'NotPermitted',
    code: 'NOT_PERMITTED',
    message:
      'Du har inte behörighet till detta i din valda roll och enhet. Byt enhet eller kontakta din administratör.',
  };
}

/** Union member `ChangedMeanwhile`. */
export interface ChangedMeanwhile {
  readonly __typename: 'ChangedMeanwhile';
  readonly code: 'CHANGED_MEANWHILE';
  readonly message: string;
}

/** Somebody else was first. */
export function changedMeanwhile(): ChangedMeanwhile {
  return {
    __typename: 'ChangedMeanwhile',
    code: 'CHANGED_MEANWHILE',
    message: 'Någon annan hann ändra samma sak. Läs in på nytt och gör om det som fortfarande gäller.',
  };
}

/** Union member `IdempotencyKeyReused`. */
export interface IdempotencyKeyReused {
  readonly __typename: 'IdempotencyKeyReused';
  readonly code: 'IDEMPOTENCY_KEY_REUSED';
  readonly message: string;
  readonly field: 'input.idempotencyKey';
}

/** The key was used for other input. */
export function idempotencyKeyReused(): IdempotencyKeyReused {
  return {
    __typename: 'IdempotencyKeyReused',
    code: 'IDEMPOTENCY_KEY_REUSED',
    message: 'Nyckeln i fältet input.idempotencyKey är redan använd för något annat. Välj en ny nyckel.',
    field: 'input.idempotencyKey',
  };
}

/** Union member `FreshAuthenticationRequired`. */
export interface FreshAuthenticationRequired {
  readonly __typename: 'FreshAuthenticationRequired';
  readonly code: 'FRESH_AUTHENTICATION_REQUIRED';
  readonly message: string;
}

/** The user proved too long ago who they are (G-146); see `isFresh`. */
export function freshAuthenticationRequired(): FreshAuthenticationRequired {
  return {
    __typename: 'FreshAuthenticationRequired',
    code: 'FRESH_AUTHENTICATION_REQUIRED',
    message: 'Bekräfta att det är du med reauthenticate, eller logga in på nytt, och gör sedan om det.',
  };
}
