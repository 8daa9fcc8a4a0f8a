/** Union member `SignInRefused`. */
export interface SignInRefused {
  readonly __typename: 'SignInRefused';
  readonly code: 'SIGN_IN_REFUSED';
  readonly message: string;
}

/** Organisation, username and password do not fit together: which of them is nobody's business. */
export function signInRefused(): SignInRefused {
  return {
    __typename: 'SignInRefused',
    code: 'SIGN_IN_REFUSED',
    message: 'Organisation, användarnamn och lösenord stämmer inte ihop. Försök igen eller kontakta din administratör.',
  };
}
