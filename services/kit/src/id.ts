import { typeidUnboxed } from 'typeid-js';

/**
 * An opaque id: three-letter prefix and 26 characters, ordered by time of creation (UUIDv7 in base 32): `epi_01j…`.
 */
export function newId(prefix: string): string {
  return typeidUnboxed(prefix);
}
