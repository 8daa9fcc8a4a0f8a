import { deniedWords } from './denied-words.ts';
import { canonicalPassword } from './domain.ts';

/** What is wrong with a password. */
export type PasswordFault =
  /** Not 8 to 30 characters, where å, ä and ö count as two (F-054, K10). */
  | 'LENGTH'
  /** No upper-case letter (F-055). */
  | 'NO_UPPER_CASE'
  /** No lower-case letter (F-055). */
  | 'NO_LOWER_CASE'
  /** No digit (F-055). */
  | 'NO_DIGIT'
  /** None of {@link SPECIAL_CHARACTERS} (F-055). */
  | 'NO_SPECIAL_CHARACTER'
  /** A character that is neither a letter a–ö, a digit nor one of {@link SPECIAL_CHARACTERS} (K10). */
  | 'FOREIGN_CHARACTER'
  /** Built on a month and a year, as juni2018 (F-421, K9). */
  | 'MONTH_AND_YEAR'
  /** Holds the user's name or username (F-421). */
  | 'OWN_NAME'
  /** More than half of its letters are common words, place names or names of systems (F-421, K9). */
  | 'COMMON_WORD';

/** The special characters that a password may have (K10). */
export const SPECIAL_CHARACTERS = '.,"+;/()<>-%#&*?$=@_';

const MONTHS = 'januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december';
const MONTH_AND_YEAR = new RegExp(`(${MONTHS})[\\W_]*(19|20)?\\d{2}|\\d{2}[\\W_]*(${MONTHS})`, 'i');
const FOREIGN = new RegExp(`[^A-Za-zÅÄÖåäö0-9${SPECIAL_CHARACTERS.replaceAll(/[-/\]\\^]/g, '\\$&')}]`);

/** Names shorter than this stand in too many words to be told apart. */
const SHORTEST_NAME = 3;

/** Whom a password is for. */
export interface PasswordOwner {
  readonly username: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** Everything that is wrong with a password; nothing for a good one. */
export function passwordFaults(given: string, owner: PasswordOwner): readonly PasswordFault[] {
  const password = canonicalPassword(given);
  const bytes = new TextEncoder().encode(password).length;
  const checks: readonly (readonly [boolean, PasswordFault])[] = [
    [bytes < 8 || bytes > 30, 'LENGTH'],
    [!/[A-ZÅÄÖ]/.test(password), 'NO_UPPER_CASE'],
    [!/[a-zåäö]/.test(password), 'NO_LOWER_CASE'],
    [!/\d/.test(password), 'NO_DIGIT'],
    [![...password].some((character) => SPECIAL_CHARACTERS.includes(character)), 'NO_SPECIAL_CHARACTER'],
    [FOREIGN.test(password), 'FOREIGN_CHARACTER'],
    [MONTH_AND_YEAR.test(password), 'MONTH_AND_YEAR'],
    [holdsName(password, owner), 'OWN_NAME'],
    [isBuiltOnWords(lettersOf(password)) || isBuiltOnWords(lettersOf(withoutDisguise(password))), 'COMMON_WORD'],
  ];
  return checks.flatMap(([isWrong, fault]) => (isWrong ? [fault] : []));
}

function holdsName(password: string, { username, givenName, familyName }: PasswordOwner): boolean {
  const text = password.toLowerCase();
  return [username, givenName, familyName]
    .map((name) => name.toLowerCase())
    .some((name) => name.length >= SHORTEST_NAME && text.includes(name));
}

/** The letters alone, without accents. */
function lettersOf(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[^a-z]/g, '');
}

/** Signs that stand for letters: S0mm@r. */
const DISGUISES: ReadonlyMap<string, string> = new Map(
  Object.entries({ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' }),
);

function withoutDisguise(text: string): string {
  return [...text].map((sign) => DISGUISES.get(sign) ?? sign).join('');
}

function isBuiltOnWords(letters: string): boolean {
  const covered = new Set<number>();
  for (const word of deniedWords()) {
    for (let at = letters.indexOf(word); at >= 0; at = letters.indexOf(word, at + 1)) {
      for (let i = at; i < at + word.length; i += 1) covered.add(i);
    }
  }
  return covered.size * 2 > letters.length;
}
