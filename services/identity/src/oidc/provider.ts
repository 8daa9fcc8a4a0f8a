import type { KeyObject, webcrypto } from 'node:crypto';
import { importPKCS8 } from 'jose';
import type { Configuration } from 'openid-client';
import type { PendingSignIn } from './store.ts';

/** An identity provider and what we are to it. */
export interface OidcSettings {
  readonly issuer: URL;
  readonly clientId: string;
  /** How we prove to be that client: a shared secret, or our private key (`private_key_jwt`): RSA, or of the curve P-256. */
  readonly credential: { readonly secret: string } | { readonly key: KeyObject };
  /** Where the browser comes back to: a page of the client. */
  readonly redirectUrl: string;
  /** The values of `acr` that mean level 3. */
  readonly acrValues: readonly string[];
}

/** The provider's answer, as the browser brought it. */
export interface OidcAnswer {
  readonly code: string;
  readonly state: string;
  readonly iss: string | null;
}

/** The provider cannot be reached, or answers with nonsense. Says nothing about the user. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/** What the provider answered does not prove anything to us. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused';
}

/** The identity provider. */
export interface OidcProvider {
  readonly acrValues: readonly string[];
  /**
   * The address to send the browser to.
   * @throws ProviderUnavailable
   */
  addressFor(pending: Pick<PendingSignIn, 'nonce' | 'codeVerifier'>, state: string): Promise<URL>;
  /**
   * The claims of the ID token that the code is worth, checked: signature, issuer, audience, times, nonce (OpenID Connect Core
   * 3.1.3.7), PKCE (RFC 7636), issuer of the answer (RFC 9207).
   * @throws ProviderUnavailable
   * @throws AnswerRefused
   */
  claimsFor(answer: OidcAnswer, pending: PendingSignIn): Promise<Readonly<Record<string, unknown>>>;
}

const TIMEOUT_S = 3;

/** What we ask the provider to say (G-141). The level is essential (G-143, G-144). */
function wantedClaims(acrValues: readonly string[]): string {
  return JSON.stringify({
    id_token: {
      acr: { essential: true, values: acrValues },
      employeeHsaId: { essential: true },
      commissionHsaId: null,
      healthCareUnitHsaId: null,
      allCommissions: null,
    },
  });
}

/** Opens the way to a provider. It is first asked when somebody signs in, so that we start without it too. */
export function openOidcProvider(settings: OidcSettings): OidcProvider {
  let discovered: Promise<Configuration> | undefined;

  async function discover(): Promise<Configuration> {
    const client = await import('openid-client');
    const { issuer, clientId, credential } = settings;
    const authentication =
      'secret' in credential
        ? client.ClientSecretBasic(credential.secret)
        : client.PrivateKeyJwt(await signingKey(credential.key));
    const execute = issuer.protocol === 'http:' ? [client.allowInsecureRequests] : []; // settings allow it outside production
    return await client.discovery(issuer, clientId, undefined, authentication, { execute, timeout: TIMEOUT_S });
  }

  async function configuration(): Promise<Configuration> {
    discovered ??= discover();
    try {
      return await discovered;
    } catch (cause) {
      discovered = undefined; // asked again next time
      throw new ProviderUnavailable('no discovery', { cause });
    }
  }

  return {
    acrValues: settings.acrValues,
    async addressFor({ nonce, codeVerifier }, state) {
      const client = await import('openid-client');
      return client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: settings.redirectUrl,
        scope: 'openid',
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        acr_values: settings.acrValues.join(' '),
        claims: wantedClaims(settings.acrValues),
      });
    },
    async claimsFor({ code, state, iss }, { nonce, codeVerifier }) {
      const client = await import('openid-client');
      const config = await configuration();
      const callback = new URL(settings.redirectUrl);
      for (const [name, value] of Object.entries({ code, state, iss })) {
        if (value !== null) callback.searchParams.set(name, value);
      }
      try {
        const tokens = await client.authorizationCodeGrant(config, callback, {
          expectedNonce: nonce,
          expectedState: state,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
        });
        return { ...tokens.claims() };
      } catch (cause) {
        const isAnswer = cause instanceof client.ClientError || cause instanceof client.ResponseBodyError;
        throw isAnswer && !isOutage(cause)
          ? new AnswerRefused('not proven', { cause })
          : new ProviderUnavailable('no tokens', { cause });
      }
    },
  };
}

/** Did the provider fail, rather than refuse? */
function isOutage({
  code,
  status,
  cause,
}: {
  readonly code?: unknown;
  readonly status?: unknown;
  readonly cause?: unknown;
}): boolean {
  if (typeof status === 'number' && status >= 500) return true;
  if (cause instanceof Response && cause.status >= 500) return true;
  return code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT';
}

/** As the library wants it. */
async function signingKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return await importPKCS8(pem, key.asymmetricKeyType === 'ec' ? 'ES256' : 'RS256');
}
