import { hash, verify } from '@node-rs/argon2';
import { canonicalPassword } from './domain.ts';

/** Argon2id, the library's standard, with OWASP's minimum: 19 MiB, two passes. Runs on a thread of its own, off the event loop. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes a password for storing. The result holds its parameters and a random salt. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(canonicalPassword(password), OPTIONS);
}

let nobodysHash: Promise<string> | undefined;

/**
 * Does the password fit? For an account that does not exist the answer is no after the same work, so that time tells nothing.
 * @param stored - of {@link hashPassword}, or null.
 */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  nobodysHash ??= hashPassword('nobody');
  const fits = await verify(stored ?? (await nobodysHash), canonicalPassword(password));
  return stored !== null && fits;
}
