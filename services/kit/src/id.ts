import { typeidUnboxed } from 'typeid-js';

/**
 * An opaque id: three-letter prefix and 26 characters, ordered by time of creation (UUIDv7 in base 32): `epi_01j…`.
 */
export function newId(prefix: string): string {
  return typeidUnboxed(prefix);
}

/** Does a text from outside have the form of our ids? */
export function isId(text: string): boolean {
  return /^[a-z]{3}_\w{1,60}$/.test(text);
}
