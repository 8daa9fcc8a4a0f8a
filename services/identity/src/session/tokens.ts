import { createHash, randomBytes } from 'node:crypto';
import type { Viewer } from '@samplan/kit/access/viewer';
import { ACCESS_TOKEN_TYPE, AUDIENCE, claimsOf, ISSUER } from '@samplan/kit/auth/claims';
import type { KeyRing } from '@samplan/kit/auth/key-ring';
import { newId } from '@samplan/kit/id';
import type { Environment } from '@samplan/kit/server/subgraph';
import type { Assignment } from '../assignment/store.ts';
import { accessTokenEnd, type Session, type SessionRules, viewerOf } from './domain.ts';
import type { RefreshHash } from './store.ts';

/** A refresh token: what the client holds and what is stored of it. */
export interface RefreshToken {
  readonly token: string;
  readonly hash: RefreshHash;
}

/** What a client gets. */
export interface SessionTokens {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly refreshToken: string;
}

/** A new random refresh token of 256 bits. */
export function newRefreshToken(): RefreshToken {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashOf(token) };
}

/** What is stored of a refresh token. It is random, so that a plain hash suffices. */
export function hashOf(token: string): RefreshHash {
  return createHash('sha256').update(token).digest();
}

/**
 * Makes the tokens of a session: a signed access token (RFC 9068) beside the given refresh token.
 * @param address - where the client is; null when nobody knows.
 */
export async function issueTokens(
  keys: KeyRing,
  session: Session,
  assignment: Assignment | null,
  refresh: RefreshToken,
  rules: SessionRules,
  address: string | null,
  now: Date,
): Promise<SessionTokens> {
  const expiresAt = accessTokenEnd(session, assignment, rules, now);
  return {
    accessToken: await signAccessToken(
      keys,
      viewerOf(session, assignment, rules, address),
      rules.environment,
      now,
      expiresAt,
    ),
    accessTokenExpiresAt: expiresAt,
    refreshToken: refresh.token,
  };
}

/** Signs an access token (RFC 9068) for somebody, which works in the environment alone (f.2 27). */
export async function signAccessToken(
  keys: KeyRing,
  viewer: Viewer,
  environment: Environment,
  now: Date,
  expiresAt: Date,
): Promise<string> {
  const claims = {
    ...claimsOf(viewer, environment),
    iss: ISSUER,
    aud: AUDIENCE,
    jti: newId('tok'),
    iat: seconds(now),
    exp: seconds(expiresAt),
  };
  return await keys.sign(claims, { typ: ACCESS_TOKEN_TYPE });
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
