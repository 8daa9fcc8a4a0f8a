import { availableParallelism } from 'node:os';
import type { Options } from '@node-rs/argon2';
import { canonicalPassword } from './domain.ts';
import { hash, verify } from './hashing.ts';
import { takeTurns } from './turns.ts';

/** Argon2id, the library's standard, with OWASP's minimum: 19 MiB, two passes. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * One core is left to everybody else: a storm of sign-ins makes signing in slow and nothing else. Who would wait longer than the
 * gateway does is turned away at once.
 */
const inTurn = takeTurns({ atOnce: Math.max(1, availableParallelism() - 1), waiting: 100 });

/** Hashes a password for storing. The result holds its parameters and a random salt. */
export async function hashPassword(password: string): Promise<string> {
  return await inTurn(() => hash(canonicalPassword(password), OPTIONS));
}

let nobodysHash: Promise<string> | undefined;

/**
 * Does the password fit? For an account that does not exist the answer is no after the same work, so that time tells nothing.
 * @param stored - of {@link hashPassword}, or null.
 */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  nobodysHash ??= hashPassword('nobody');
  const nobodys = await nobodysHash;
  const fits = await inTurn(() => verify(stored ?? nobodys, canonicalPassword(password)));
  return stored !== null && fits;
}

/** A password hashed for an account that had others before. */
export interface NextHash {
  readonly hash: string;
  /** Is it one of those that the account had? */
  readonly wasUsed: boolean;
}

/**
 * Hashes a new password with the salt of the account's oldest, so that one hash tells it from all earlier ones, however many
 * there are. Accounts never share a salt. Earlier hashes with other parameters or salts cost one hash for each such kind.
 * @param stored - every hash that the account has had, the newest first; at least one.
 */
export async function hashNext(password: string, stored: readonly string[]): Promise<NextHash> {
  const known = new Set(stored);
  const recipes = new Set(stored.map(recipeOf));
  const salt = Buffer.from(
    recipeOf(stored.at(-1) ?? '')
      .split('$')
      .at(-1) ?? '',
    'base64',
  );
  const next = await inTurn(() => hash(canonicalPassword(password), { ...OPTIONS, salt }));
  recipes.delete(recipeOf(next));
  let wasUsed = known.has(next);
  for (const recipe of recipes) {
    wasUsed ||= known.has(await inTurn(() => hash(canonicalPassword(password), optionsOf(recipe))));
  }
  return { hash: next, wasUsed };
}

/** What an encoded hash says before the result: algorithm, version, parameters and salt. */
function recipeOf(encoded: string): string {
  return encoded.slice(0, encoded.lastIndexOf('$'));
}

function optionsOf(recipe: string): Options {
  const [, memoryCost, timeCost, parallelism, salt = ''] = /m=(\d+),t=(\d+),p=(\d+)\$(.+)$/.exec(recipe) ?? [];
  return {
    memoryCost: Number(memoryCost),
    timeCost: Number(timeCost),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
  };
}
