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

/** What the gateway knows of the connection that a request came by. */
export interface Connection {
  /** Null without one. */
  readonly card: PresentedCard | null;
  /** The client's address; null when nobody knows it. */
  readonly address: string | null;
}

/** Header of a request from the gateway to a subgraph that holds the statement. A client's own is never passed on. */
export const STATEMENT_HEADER = 'x-samplan-connection';
/** Where the gateway publishes the keys that statements are checked with. */
export const STATEMENT_KEYS_PATH = '/.well-known/gateway-keys.json';

const ISSUER = 'samplan/gateway';
/** Header `typ` of a statement. Nothing else that we sign has it. */
const STATEMENT_TYPE = 'samplan-connection+jwt';
const LIFE_S = 10;

/** How the gateway tells subgraphs in other processes what it knows of a connection. */
export interface ConnectionStatements {
  /**
   * A signed statement for one request to one subgraph, for ten seconds.
   * @param body - of the request, as it is sent.
   */
  sign(connection: Connection, subgraph: string, body: string): Promise<string>;
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
    async sign({ card, address }, subgraph, body) {
      const seconds = Math.floor(now().getTime() / 1000);
      const shown = card && { 'x5t#S256': card.certificate, hsaId: card.hsaId };
      return await new SignJWT({ ...shown, ...(address !== null && { address }), sha256: sha256(body) })
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

const statementClaims = z.object({
  'x5t#S256': z.string().optional(),
  hsaId: z.string().optional(),
  address: z.string().optional(),
  sha256: z.string(),
});

/**
 * The connection that a statement tells of.
 * @param statement - the header.
 * @param request - which subgraph was asked, and the SHA-256 of the body that came, base64url.
 * @throws TokenRefused when the gateway did not say it, or said it of another request or too long ago.
 * @throws CannotVerify
 */
export async function statedConnection(
  statement: string,
  request: { readonly subgraph: string; readonly sha256: string | undefined },
  o: { readonly keys: JWTVerifyGetKey; readonly now: () => Date },
): Promise<Connection> {
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
  const { 'x5t#S256': certificate, hsaId, address = null } = claims.data;
  const card = certificate !== undefined && hsaId !== undefined ? { certificate, hsaId } : null;
  return { card, address };
}

/** SHA-256, base64url: how a statement names the body that it is about. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64url');
}
