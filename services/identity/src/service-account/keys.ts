import { BadInput } from '@samplan/kit/server/errors';
import { calculateJwkThumbprint, decodeJwt, importJWK, type JWK, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import type { PublicKey, ServiceAccount } from './store.ts';

/** Whom an assertion is for. */
export const ASSERTION_AUDIENCE = 'samplan/identity';
/** The longest life of an assertion. */
const MAX_ASSERTION_S = 300;
const CLOCK_TOLERANCE_S = 5;
const MAX_TEXT = 8000;
const MIN_RSA_BITS = 2048;

const base64url = z
  .string()
  .regex(/^[\w-]+$/)
  .max(2000);
/** The kinds of key that are accepted, with what is kept of each: never an address or a certificate that a key may name. */
const jwk = z.discriminatedUnion('kty', [
  z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: base64url }),
  z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: base64url, y: base64url }),
  z.object({ kty: z.literal('RSA'), n: base64url, e: base64url }),
]);

const ALGORITHMS = { OKP: 'EdDSA', EC: 'ES256', RSA: 'PS256' } as const;

/**
 * Reads a public key.
 * @throws BadInput
 */
export async function publicKeyOf(field: string, text: string): Promise<PublicKey> {
  const given = parsedKey(text);
  if (typeof given === 'object' && given !== null && ['d', 'p', 'q', 'k'].some((name) => name in given)) {
    throw new BadInput(
      field,
      'PRIVATE_KEY',
      `Fältet ${field} innehåller en privat nyckel. Skapa ett nytt par och ange bara den publika.`,
    );
  }
  const known = jwk.safeParse(given);
  if (!known.success || !(await isUsable(known.data))) {
    throw new BadInput(
      field,
      'WRONG_VALUE',
      `Fältet ${field} måste vara en publik JWK: Ed25519, P-256 eller RSA med minst ${MIN_RSA_BITS} bitar.`,
    );
  }
  return { kid: await calculateJwkThumbprint(known.data), jwk: known.data };
}

function parsedKey(text: string): unknown {
  try {
    return text.length > MAX_TEXT ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

async function isUsable(key: z.infer<typeof jwk>): Promise<boolean> {
  if (key.kty === 'RSA' && Buffer.from(key.n, 'base64url').length * 8 < MIN_RSA_BITS) return false;
  try {
    await importJWK(key, ALGORITHMS[key.kty]);
    return true;
  } catch {
    return false;
  }
}

/** An assertion that proves who made it. */
export interface Assertion {
  readonly kid: string;
  readonly jti: string;
  readonly expiresAt: Date;
}

/** Who an assertion says made it; proven only by {@link verifiedAssertion}. */
export function claimedAccount(assertion: string): string | null {
  try {
    return decodeJwt(assertion).iss ?? null;
  } catch {
    return null;
  }
}

/**
 * Checks an assertion (RFC 7523 3): signed with a registered key of the account by the algorithm of that key, for us alone,
 * short-lived, with an id. Keys and addresses that it brings itself are not looked at.
 * @returns null when it proves nothing.
 */
export async function verifiedAssertion(
  assertion: string,
  account: ServiceAccount,
  now: Date,
): Promise<Assertion | null> {
  try {
    let used = '';
    const { payload } = await jwtVerify(
      assertion,
      async ({ kid, alg }) => {
        const key = keyOf(account, kid);
        used = key.kid;
        const expected = algorithmOf(key.jwk);
        if (alg !== expected) throw new TypeError('another algorithm');
        return await importJWK(key.jwk, expected);
      },
      {
        algorithms: Object.values(ALGORITHMS),
        issuer: account.id,
        subject: account.id,
        audience: ASSERTION_AUDIENCE,
        requiredClaims: ['iat', 'exp', 'jti'],
        maxTokenAge: MAX_ASSERTION_S,
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: now,
      },
    );
    return isForUsAlone(payload) ? { kid: used, jti: payload.jti, expiresAt: new Date(payload.exp * 1000) } : null;
  } catch {
    return null;
  }
}

/** The key that is named, or the only one. */
function keyOf({ keys }: ServiceAccount, kid: string | undefined): PublicKey {
  const key = kid === undefined && keys.length === 1 ? keys[0] : keys.find((one) => one.kid === kid);
  if (!key) throw new TypeError('no such key');
  return key;
}

function algorithmOf({ kty }: JWK): string {
  return new Map<string, string>(Object.entries(ALGORITHMS)).get(kty ?? '') ?? '';
}

function isForUsAlone(payload: JWTPayload): payload is JWTPayload & { readonly jti: string; readonly exp: number } {
  const { aud, exp, iat, jti } = payload;
  if (aud !== ASSERTION_AUDIENCE || exp === undefined || iat === undefined) return false;
  return exp - iat <= MAX_ASSERTION_S && typeof jti === 'string' && jti !== '' && jti.length <= 200;
}
