import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { mutation } from './operations.ts';

/** A key pair of a system. */
export interface ServiceKey {
  readonly kid: string;
  readonly publicJwk: JWK;
  /** What is registered. */
  readonly publicKey: string;
  readonly privateJwk: JWK;
  /** Signs an assertion; what is given replaces what belongs there. */
  assertion(
    accountId: string,
    now: Date,
    claims?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ): Promise<string>;
}

/** Makes a key pair. */
export async function serviceKey(alg: 'EdDSA' | 'ES256' | 'PS256' = 'EdDSA'): Promise<ServiceKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  return {
    kid,
    publicJwk,
    publicKey: JSON.stringify(publicJwk),
    privateJwk: await exportJWK(privateKey),
    async assertion(accountId, now, claims = {}, header = {}) {
      const seconds = Math.floor(now.getTime() / 1000);
      const standard = { iss: accountId, sub: accountId, aud: 'samplan/identity', iat: seconds, exp: seconds + 60 };
      return await new SignJWT({ ...standard, jti: randomUUID(), ...claims })
        .setProtectedHeader({ alg, kid, ...header })
        .sign(privateKey);
    },
  };
}

const ACCOUNT = 'serviceAccount { id name capabilities networks unit { id } keys { kid } createdBy { id } endedAt }';

export const createServiceAccount = mutation('createServiceAccount', ACCOUNT);
export const addServiceAccountKey = mutation('addServiceAccountKey', ACCOUNT);
export const endServiceAccountKey = mutation('endServiceAccountKey', ACCOUNT);
export const endServiceAccount = mutation('endServiceAccount', ACCOUNT);
export const issueServiceToken = mutation('issueServiceToken', 'accessToken accessTokenExpiresAt scope');

/** Asks the token endpoint of the gateway. */
export async function postToken(
  url: URL,
  form: Readonly<Record<string, string>> | string,
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: Readonly<Record<string, unknown>> }> {
  const response = await fetch(new URL('/oauth/token', url), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
  });
  // Whatever it is, the test says what is expected.
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

/** The form of RFC 6749 4.4 with an assertion. */
export function tokenForm(assertion: string, more: Readonly<Record<string, string>> = {}) {
  return {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...more,
  };
}
