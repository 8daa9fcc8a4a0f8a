import { TypeID, typeidUnboxed } from 'typeid-js';

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

/**
 * An id as {@link newId} makes them, of a given instant and given chance: for data that must come out the same when it is made
 * again.
 * @param random - from 0 to below 1.
 */
export function idFrom(prefix: string, at: Date, random: () => number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(at.getTime(), 0, 6);
  for (let i = 6; i < bytes.length; i += 1) bytes[i] = Math.floor(random() * 256);
  bytes[6] = 0x70 | (bytes.readUInt8(6) & 0x0f); // version 7
  bytes[8] = 0x80 | (bytes.readUInt8(8) & 0x3f); // the variant that has versions
  return TypeID.fromUUIDBytes(prefix, bytes).toString();
}
