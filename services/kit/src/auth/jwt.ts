import { errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose';
import { ALGORITHM } from './claims.ts';

/** The token does not prove anything: forged, expired, for somebody else, or its session has ended. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/** What tokens are checked with cannot be had now: the keys, or what has ended. Says nothing about the token. */
export class CannotVerify extends Error {
  override readonly name = 'CannotVerify';
}

/**
 * The token in an `Authorization` header.
 * @throws TokenRefused when it holds no JWT.
 */
export function bearerToken(authorization: string | undefined): string {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
  if (!token) throw new TokenRefused();
  return token;
}

/**
 * Checks a JWT against everything that is demanded of it. Only our one algorithm is accepted, and keys only from `keys`.
 * @throws TokenRefused
 * @throws CannotVerify
 */
export async function verifiedClaims(
  token: string,
  keys: JWTVerifyGetKey,
  demands: Required<
    Pick<JWTVerifyOptions, 'issuer' | 'audience' | 'typ' | 'requiredClaims' | 'clockTolerance' | 'currentDate'>
  >,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, { ...demands, algorithms: [ALGORITHM] })).payload;
  } catch (error) {
    throw isAboutToken(error) ? new TokenRefused() : new CannotVerify();
  }
}

/** Does jose complain about the token, or about the keys? Time-outs and answers that are no key set are about the keys. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== 'ERR_JOSE_GENERIC'
  );
}
