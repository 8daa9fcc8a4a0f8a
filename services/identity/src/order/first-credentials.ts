import { randomInt } from 'node:crypto';
import { canonicalUsername } from '../user/domain.ts';
import { hashPassword } from '../user/password.ts';
import { SPECIAL_CHARACTERS } from '../user/password-rules.ts';
import type { FirstCredentials } from './store.ts';

/** Letters and digits that nobody takes for each other when they are read aloud. */
const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const LOWER = 'abcdefghijkmnpqrstuvwxyz';
const DIGITS = '23456789';
const LENGTH = 16;

/** The credentials of a new account: a username of the name, and a random password by the rules (F-054, F-055). */
export async function firstCredentials(givenName: string, familyName: string): Promise<FirstCredentials> {
  const password = randomPassword();
  return { username: usernameOf(givenName, familyName), password, passwordHash: await hashPassword(password) };
}

/** `anna.provsson` of Anna Provsson. */
export function usernameOf(givenName: string, familyName: string): string {
  const plain = (name: string): string =>
    canonicalUsername(name)
      .normalize('NFD')
      .replaceAll(/[^a-z0-9]/g, '');
  return [plain(givenName), plain(familyName)].filter((part) => part !== '').join('.') || 'person';
}

/** 16 characters, some 90 bits of chance, with one of each class that is demanded. */
export function randomPassword(): string {
  const signs = [UPPER, LOWER, DIGITS, SPECIAL_CHARACTERS].map(oneOf);
  while (signs.length < LENGTH) signs.push(oneOf(UPPER + LOWER + DIGITS));
  for (let i = signs.length - 1; i > 0; i -= 1) {
    const j = randomInt(i + 1);
    [signs[i], signs[j]] = [signs[j] ?? '', signs[i] ?? ''];
  }
  return signs.join('');
}

function oneOf(signs: string): string {
  return signs.charAt(randomInt(signs.length));
}
