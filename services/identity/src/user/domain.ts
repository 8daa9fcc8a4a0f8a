/**
 * The form in which usernames are stored and compared: without white space around, upper and lower case alike, and each
 * sign in one form, however the keyboard composed it (Unicode NFKC).
 */
export function canonicalUsername(given: string): string {
  return given.normalize('NFKC').toLowerCase().normalize('NFKC').trim();
}

/** The form in which a password is hashed: nothing is taken away, each sign in one form (RFC 8265, OpaqueString). */
export function canonicalPassword(given: string): string {
  return given.normalize('NFC');
}
