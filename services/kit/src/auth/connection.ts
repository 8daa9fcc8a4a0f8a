import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JSONWebKeySet, type JWTVerifyGetKey, SignJWT } from 'jose';
import { z } from 'zod';
import { ALGORITHM } from './claims.ts';
import { TokenRefused, verifiedClaims } from './jwt.ts';

/** A SITHS card (K3) that a connection to the gateway has proven to hold, with its authority, validity and revocation checked. */
export interface PresentedCard {
  /** SHA-256 of the certificate, base64url (RFC 8705, `x5t#S256`). */
  readonly certificate: string;
  /** Whose card it is: the holder at an employer (G-130), upper case. */
  readonly hsaId: string;
}

/** Header of a request from the gateway to a subgraph that holds the statement. A client's own is never passed on. */
export const STATEMENT_HEADER = 'x-samplan-connection';
/** Where the gateway publishes the keys that statements are checked with. */
export const STATEMENT_KEYS_PATH = '/.well-known/gateway-keys.json';

const ISSUER = 'samplan/gateway';
/** Header `typ` of a statement. Nothing else that we sign has it. */
const STATEMENT_TYPE = 'samplan-connection+jwt';
const LIFE_S = 10;

/** How the gateway tells subgraphs in other processes what a connection has proven. */
export interface ConnectionStatements {
  /**
   * A signed statement for one request to one subgraph, for ten seconds.
   * @param body - of the request, as it is sent.
   */
  sign(card: PresentedCard, subgraph: string, body: string): Promise<string>;
  /** The public key (RFC 7517). */
  publicKeys(): JSONWebKeySet;
}

/**
 * Makes the gateway's key for statements.
 * @param privateKey - Ed25519; a new one unless given. Gateways that share an address share one.
 */
export async function createConnectionStatements(
  now: () => Date,
  privateKey: KeyObject = generateKeyPairSync('ed25519').privateKey,
): Promise<ConnectionStatements> {
  const jwk = await exportJWK(createPublicKey(privateKey));
  const kid = await calculateJwkThumbprint(jwk);
  return {
    async sign({ certificate, hsaId }, subgraph, body) {
      const seconds = Math.floor(now().getTime() / 1000);
      return await new SignJWT({ 'x5t#S256': certificate, hsaId, sha256: sha256(body) })
        .setProtectedHeader({ alg: ALGORITHM, kid, typ: STATEMENT_TYPE })
        .setIssuer(ISSUER)
        .setAudience(subgraph)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + LIFE_S)
        .sign(privateKey);
    },
    publicKeys: () => ({ keys: [{ ...jwk, kid, alg: ALGORITHM, use: 'sig' }] }),
  };
}

const statementClaims = z.object({ 'x5t#S256': z.string(), hsaId: z.string(), sha256: z.string() });

/**
 * The card that a statement tells of.
 * @param statement - the header.
 * @param request - which subgraph was asked, and the SHA-256 of the body that came, base64url.
 * @throws TokenRefused when the gateway did not say it, or said it of another request or too long ago.
 * @throws CannotVerify
 */
export async function statedCard(
  statement: string,
  request: { readonly subgraph: string; readonly sha256: string | undefined },
  o: { readonly keys: JWTVerifyGetKey; readonly now: () => Date },
): Promise<PresentedCard> {
  const payload = await verifiedClaims(statement, o.keys, {
    issuer: ISSUER,
    audience: request.subgraph,
    typ: STATEMENT_TYPE,
    requiredClaims: ['exp', 'iat'],
    clockTolerance: 5,
    currentDate: o.now(),
  });
  const claims = statementClaims.safeParse(payload);
  if (!claims.success || claims.data.sha256 !== request.sha256) throw new TokenRefused();
  return { certificate: claims.data['x5t#S256'], hsaId: claims.data.hsaId };
}

/** SHA-256, base64url: how a statement names the body that it is about. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64url');
}
