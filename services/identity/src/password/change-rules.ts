import { canonicalPassword } from '../user/domain.ts';
import { type PasswordFault, type PasswordOwner, passwordFaults, SPECIAL_CHARACTERS } from '../user/password-rules.ts';

/** What is wrong with a password that somebody wants to change to. */
export type ChangeFault =
  | PasswordFault
  /** The repeated password is another one (F-058). */
  | 'REPEATED_DIFFERS'
  /** It is the one that the account has (F-056). */
  | 'SAME_AS_CURRENT'
  /** The account has had it before (F-421, K9). */
  | 'USED_BEFORE';

/** What a change of password is asked with. */
export interface WantedChange {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly repeatedPassword: string;
}

/** Everything that is wrong with a change, as far as it can be told without the account's earlier passwords. */
export function changeFaults(wanted: WantedChange, owner: PasswordOwner): readonly ChangeFault[] {
  const { currentPassword, newPassword, repeatedPassword } = wanted;
  const faults: ChangeFault[] = [...passwordFaults(newPassword, owner)];
  if (newPassword !== repeatedPassword) faults.push('REPEATED_DIFFERS');
  if (canonicalPassword(newPassword) === canonicalPassword(currentPassword)) faults.push('SAME_AS_CURRENT');
  return faults;
}

const SENTENCES: Readonly<Record<ChangeFault, string>> = {
  LENGTH: 'Lösenordet ska ha 8 till 30 tecken, där å, ä och ö räknas som två.',
  NO_UPPER_CASE: 'Lösenordet ska ha minst en stor bokstav.',
  NO_LOWER_CASE: 'Lösenordet ska ha minst en liten bokstav.',
  NO_DIGIT: 'Lösenordet ska ha minst en siffra.',
  NO_SPECIAL_CHARACTER: `Lösenordet ska ha minst ett av tecknen ${SPECIAL_CHARACTERS}`,
  FOREIGN_CHARACTER: `Lösenordet får bara ha bokstäverna a till ö, siffror och tecknen ${SPECIAL_CHARACTERS}`,
  MONTH_AND_YEAR: 'Lösenordet får inte bygga på månad och år, som juni2018.',
  OWN_NAME: 'Lösenordet får inte innehålla ditt namn eller användarnamn.',
  COMMON_WORD: 'Lösenordet får inte bygga på vanliga ord, orter eller namn på system.',
  REPEATED_DIFFERS: 'Skriv samma lösenord i båda fälten.',
  SAME_AS_CURRENT: 'Välj ett annat lösenord än det du har.',
  USED_BEFORE: 'Välj ett lösenord som du inte har haft förut.',
};

/** Union member `PasswordRefused`. */
export interface PasswordRefused {
  readonly __typename: 'PasswordRefused';
  readonly code: 'PASSWORD_REFUSED';
  readonly message: string;
  /** At least one. */
  readonly faults: readonly { readonly code: ChangeFault; readonly message: string; readonly field: string }[];
}

/** The new password is not good enough. */
export function passwordRefused(faults: readonly ChangeFault[]): PasswordRefused {
  return {
    __typename: 'PasswordRefused',
    code: 'PASSWORD_REFUSED',
    message: 'Det nya lösenordet följer inte reglerna. Rätta det som anges och försök igen.',
    faults: faults.map((code) => ({
      code,
      message: SENTENCES[code],
      field: code === 'REPEATED_DIFFERS' ? 'input.repeatedPassword' : 'input.newPassword',
    })),
  };
}

/** Union member `CurrentPasswordWrong`. */
export interface CurrentPasswordWrong {
  readonly __typename: 'CurrentPasswordWrong';
  readonly code: 'CURRENT_PASSWORD_WRONG';
  readonly message: string;
  readonly field: string;
}

/** The current password is not the account's. */
export function currentPasswordWrong(field: string): CurrentPasswordWrong {
  return {
    __typename: 'CurrentPasswordWrong',
    code: 'CURRENT_PASSWORD_WRONG',
    message: 'Det nuvarande lösenordet stämmer inte. Skriv det på nytt.',
    field,
  };
}
