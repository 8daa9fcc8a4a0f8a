/** Union member `CardMissing`. */
export interface CardMissing {
  readonly __typename: 'CardMissing';
  readonly code: 'CARD_MISSING';
  readonly message: string;
}

/** The connection has proven no card. */
export function cardMissing(): CardMissing {
  return {
    __typename: 'CardMissing',
    code: 'CARD_MISSING',
    message: 'Inget kort hittades. Sätt i ditt SITHS-kort och logga in på adressen för kort.',
  };
}

/** Union member `CardNotConverted`. */
export interface CardNotConverted {
  readonly __typename: 'CardNotConverted';
  readonly code: 'CARD_NOT_CONVERTED';
  readonly message: string;
}

/** Nobody has converted to the card, or the account is closed. */
export function cardNotConverted(): CardNotConverted {
  return {
    __typename: 'CardNotConverted',
    code: 'CARD_NOT_CONVERTED',
    message:
      'Kortet är inte kopplat till något öppet konto. Konvertera ditt konto till kortet eller kontakta din administratör.',
  };
}

/** Union member `AlreadyConverted`. */
export interface AlreadyConverted {
  readonly __typename: 'AlreadyConverted';
  readonly code: 'ALREADY_CONVERTED';
  readonly message: string;
}

/** The account was converted before. */
export function alreadyConverted(): AlreadyConverted {
  return {
    __typename: 'AlreadyConverted',
    code: 'ALREADY_CONVERTED',
    message: 'Kontot är redan kopplat till ett kort. Logga in med kortet eller kontakta din administratör.',
  };
}

/** Union member `CardOfAnother`. */
export interface CardOfAnother {
  readonly __typename: 'CardOfAnother';
  readonly code: 'CARD_OF_ANOTHER';
  readonly message: string;
}

/** Card and account belong to different people. */
export function cardOfAnother(): CardOfAnother {
  return {
    __typename: 'CardOfAnother',
    code: 'CARD_OF_ANOTHER',
    message: 'Kortet i läsaren hör till ett annat konto. Sätt i ditt eget kort eller kontakta din administratör.',
  };
}

/** Union member `CardSignInRequired`. */
export interface CardSignInRequired {
  readonly __typename: 'CardSignInRequired';
  readonly code: 'CARD_SIGN_IN_REQUIRED';
  readonly message: string;
}

/** The password fits, but the account is bound to a card (F-061). */
export function cardSignInRequired(): CardSignInRequired {
  return {
    __typename: 'CardSignInRequired',
    code: 'CARD_SIGN_IN_REQUIRED',
    message: 'Kontot är kopplat till ett kort. Logga in med kortet i stället för lösenordet.',
  };
}
