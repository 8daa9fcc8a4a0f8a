import type { Viewer } from '@samplan/kit/access/viewer';
import { ACCESS_TOKEN_TYPE, ALGORITHM, AUDIENCE, claimsOf, ISSUER } from '@samplan/kit/auth/claims';
import type { Clock } from '@samplan/kit/time';
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTVerifyGetKey, SignJWT } from 'jose';

/** An issuer of access tokens for tests of one subgraph, where identity does not run. */
export interface TestIssuer {
  readonly keys: JWTVerifyGetKey;
  /** Header `Authorization` for a viewer. */
  authorization(viewer: Viewer): Promise<string>;
}

/** Makes an issuer with a key of its own. */
export async function testIssuer(now: Clock): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM);
  const kid = 'test';
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: ALGORITHM }] });
  return {
    keys,
    async authorization(viewer) {
      const seconds = Math.floor(now().getTime() / 1000);
      const token = await new SignJWT(claimsOf(viewer, 'TRAINING'))
        .setProtectedHeader({ alg: ALGORITHM, kid, typ: ACCESS_TOKEN_TYPE })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + 3600)
        .sign(privateKey);
      return `Bearer ${token}`;
    },
  };
}
