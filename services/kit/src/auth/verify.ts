import { createHash } from 'node:crypto';
import type { JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Viewer } from '../access/viewer.ts';
import type { Environment } from '../server/subgraph.ts';
import { ACCESS_TOKEN_TYPE, AUDIENCE, accessClaims, ISSUER, viewerOf } from './claims.ts';
import type { PresentedCard } from './connection.ts';
import { bearerToken, CannotVerify, TokenRefused, verifiedClaims } from './jwt.ts';
import type { Revocations } from './revocations.ts';

/** Tells who the bearer of an `Authorization` header is. */
export interface TokenVerifier {
  /**
   * @param authorization - the header, or nothing.
   * @param card - what the connection has proven to hold. A token that is bound to a card works with that card alone (RFC 8705):
   * without it, as when it was taken out of the reader (F-067), or with another the token is refused.
   * @returns the viewer, or null when there is no header.
   * @throws TokenRefused
   * @throws CannotVerify
   */
  verify(authorization: string | undefined, card: PresentedCard | null): Promise<Viewer | null>;
}

interface Verified {
  readonly viewer: Viewer;
  readonly expiresAt: number;
}

/** Verified tokens that are remembered; a token is some 1 kB. */
const REMEMBERED = 5000;
const CLOCK_TOLERANCE_S = 5;

/**
 * Makes a verifier. A token that has been verified is remembered until it expires, never longer; whether its session or
 * assignment has ended is asked every time, and nobody is let in while that is not known.
 *
 * @param keys - identity's public keys, by `kid`.
 */
export function createTokenVerifier(o: {
  readonly keys: JWTVerifyGetKey;
  readonly revocations: Revocations;
  /** Tokens of another one are refused (f.2 27). */
  readonly environment: Environment;
  readonly now: () => Date;
}): TokenVerifier {
  const remembered = new LRUCache<string, Verified>({ max: REMEMBERED });

  async function check(token: string): Promise<Verified> {
    const name = createHash('sha256').update(token).digest('base64');
    const before = remembered.get(name);
    if (before) {
      if (before.expiresAt > o.now().getTime()) return before;
      remembered.delete(name);
      throw new TokenRefused();
    }
    const payload = await verifiedClaims(token, o.keys, {
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: ACCESS_TOKEN_TYPE,
      requiredClaims: ['exp', 'iat', 'sub', 'sid'],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: o.now(),
    });
    const claims = accessClaims.safeParse(payload);
    if (!claims.success || claims.data.env !== o.environment) throw new TokenRefused();
    const verified = {
      viewer: viewerOf(claims.data),
      expiresAt: (claims.data.exp + CLOCK_TOLERANCE_S) * 1000,
    };
    remembered.set(name, verified);
    return verified;
  }

  return {
    async verify(authorization, card) {
      if (!(await o.revocations.current())) throw new CannotVerify();
      if (authorization === undefined) return null;
      const { viewer } = await check(bearerToken(authorization));
      const { certificate } = viewer.proof;
      if (certificate !== null && certificate !== card?.certificate) throw new TokenRefused();
      if (o.revocations.hasEndedSession(viewer.sessionId)) throw new TokenRefused();
      if (viewer.assignment && o.revocations.hasEndedAssignment(viewer.assignment.id)) throw new TokenRefused();
      return viewer;
    },
  };
}
