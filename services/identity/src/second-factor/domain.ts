/** What a user can have beside the password. */
export type FactorKind =
  /** An application that shows a code that changes every half minute (RFC 6238). */
  | 'TOTP'
  /** A phone that gets a code by SMS. */
  | 'SMS';

/** What a code can be from. */
export type CodeMethod = FactorKind | 'RECOVERY_CODE';

/** Something the user has beside the password (F-400). */
export interface SecondFactor {
  readonly id: string;
  readonly userId: string;
  readonly kind: FactorKind;
  /** The shared secret in base 32, or the phone number. */
  readonly secret: string;
  /** Null until a first code has come. */
  readonly confirmedAt: Date | null;
}

/** How long a sign-in waits for the second factor, and how long a code by SMS works. */
export const CHALLENGE_MINUTES = 5;

/** How long ago the user may have proved who they are to change factors. */
export const FRESH_MINUTES = 5;

/** How many recovery codes a user gets. */
export const RECOVERY_CODES = 10;

/** Length of a TOTP time step. */
export const STEP_SECONDS = 30;

/** Text messages to one account; each costs money and disturbs. */
export const MESSAGES = { most: 3, withinMs: 5 * 60_000 } as const;

/** What tells a user which phone it is, and nobody else the number. */
export function hintOf({ kind, secret }: Pick<SecondFactor, 'kind' | 'secret'>): string | null {
  return kind === 'SMS' ? `•••${secret.slice(-2)}` : null;
}

/** What a user can be asked for: each kind once, and recovery codes while there are any. */
export function methodsOf(factors: readonly SecondFactor[], recoveryCodesLeft: number): readonly CodeMethod[] {
  const kinds = new Set(factors.filter(({ confirmedAt }) => confirmedAt !== null).map(({ kind }) => kind));
  return [...kinds, ...(kinds.size > 0 && recoveryCodesLeft > 0 ? (['RECOVERY_CODE'] as const) : [])];
}

/** Union member `CodeRefused`. */
export interface CodeRefused {
  readonly __typename: 'CodeRefused';
  readonly code: 'CODE_REFUSED';
  readonly message: string;
  readonly field: 'input.code';
}

/** The code is wrong, was used before, or is too old. */
export function codeRefused(): CodeRefused {
  return {
    __typename: 'CodeRefused',
    code: 'CODE_REFUSED',
    message: 'Koden stämmer inte eller har redan använts. Vänta på nästa kod och försök igen.',
    field: 'input.code',
  };
}

/** Union member `SmsNotSent`. */
export interface SmsNotSentProblem {
  readonly __typename: 'SmsNotSent';
  readonly code: 'SMS_NOT_SENT';
  readonly message: string;
}

/** The code could not be sent. */
export function smsNotSent(): SmsNotSentProblem {
  return {
    __typename: 'SmsNotSent',
    code: 'SMS_NOT_SENT',
    message: 'Koden kunde inte skickas med SMS. Försök igen om en stund eller använd ett annat sätt.',
  };
}
