/** Codes of what may go wrong at an identity provider, each a union member of its own. */
const PROBLEMS = {
  OidcNotOffered: ['OIDC_NOT_OFFERED', 'Inloggning via legitimeringstjänst finns inte här. Logga in på annat sätt.'],
  OidcUnavailable: ['OIDC_UNAVAILABLE', 'Legitimeringstjänsten svarar inte just nu. Försök igen om en stund.'],
  OidcSignInRefused: ['OIDC_SIGN_IN_REFUSED', 'Inloggningen kunde inte slutföras. Börja om från början.'],
  OidcAssuranceTooLow: [
    'OIDC_ASSURANCE_TOO_LOW',
    'Legitimeringen är inte tillräckligt säker för patientuppgifter. Legitimera dig med SITHS.',
  ],
  OidcUserUnknown: ['OIDC_USER_UNKNOWN', 'Det finns inget öppet konto för ditt HSA-id. Kontakta din administratör.'],
} as const;

/** One of the problems. */
export interface OidcProblem<T extends keyof typeof PROBLEMS = keyof typeof PROBLEMS> {
  readonly __typename: T;
  readonly code: (typeof PROBLEMS)[T][0];
  readonly message: string;
}

/** The problem as a union member. */
export function oidcProblem<T extends keyof typeof PROBLEMS>(type: T): OidcProblem<T> {
  const [code, message] = PROBLEMS[type];
  return { __typename: type, code, message };
}
