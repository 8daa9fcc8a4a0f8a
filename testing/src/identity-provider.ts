import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Configuration, interactionPolicy } from 'oidc-provider';

/** Level 3, as Swedish identity providers write it (G-144). */
export const LOA3 = 'http://id.sambi.se/loa/loa3';
export const LOA2 = 'http://id.sambi.se/loa/loa2';

/** Somebody who signs in at the provider, and what it says of them. */
export interface Vouched {
  readonly acr: string;
  readonly employeeHsaId?: string;
  readonly commissionHsaId?: string;
  /** The unit of the commission. */
  readonly healthCareUnitHsaId?: string;
}

/** An identity provider of a test's own, with OpenID Connect as Inera's has it (G-140 to G-143). */
export interface TestIdentityProvider {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where it sends the browser back to. Nobody listens there. */
  readonly redirectUrl: string;
  /** Goes to the address as a browser does, signs in as somebody, and comes back. */
  visit(address: string, as: Vouched): Promise<URL>;
  close(): Promise<void>;
}

const CLIENT = {
  id: 'samplan-test',
  secret: 'a-secret-of-the-test-and-nobody-else',
  redirect: 'https://samplan.example/tillbaka',
};
const HSA_CLAIMS = ['employeeHsaId', 'commissionHsaId', 'healthCareUnitHsaId', 'allCommissions'];

/**
 * Starts a provider on a free port.
 * @param clientKey - public key by which the client proves who it is (`private_key_jwt`); by its secret unless given.
 */
export async function startIdentityProvider(clientKey?: KeyObject): Promise<TestIdentityProvider> {
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const issuer = new URL(`http://127.0.0.1:${address.port}`);
  const people = new Map<string, Vouched>();
  const provider = new Provider(issuer.origin, await configuration(people, clientKey));
  provider.on('server_error', () => {});
  const answer = provider.callback();
  let visits = 0;
  let current = '';

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    const accountId = current;
    const grant = new provider.Grant({ accountId, clientId: CLIENT.id });
    grant.addOIDCScope('openid');
    grant.addOIDCClaims([...HSA_CLAIMS, 'acr']);
    const grantId = await grant.save();
    const acr = people.get(accountId)?.acr ?? '';
    await provider.interactionFinished(request, response, {
      login: { accountId, acr, amr: ['sc'] },
      consent: { grantId },
    });
  }

  return {
    issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    redirectUrl: CLIENT.redirect,
    async visit(to, as) {
      visits += 1;
      current = `person-${visits}`;
      people.set(current, as);
      const cookies = new Map<string, string>();
      let url = new URL(to);
      while (url.origin === issuer.origin) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
        for (const line of response.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          cookies.set(name, value);
        }
        const location = response.headers.get('location');
        if (location === null) throw new Error(`the provider stopped: ${response.status} ${await response.text()}`);
        url = new URL(location, url);
      }
      return url;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function configuration(
  people: ReadonlyMap<string, Vouched>,
  clientKey: KeyObject | undefined,
): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const policy = interactionPolicy.base();
  // It says what it knows, also when that is less than was asked for: whether that suffices is ours to judge.
  for (const check of ['essential_acr', 'essential_acrs']) policy.get('login')?.checks.remove(check);
  return {
    clients: [
      {
        client_id: CLIENT.id,
        ...(await credentialOf(clientKey)),
        redirect_uris: [CLIENT.redirect],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256', kid: 'test' }] },
    cookies: { keys: ['of the test alone'] },
    acrValues: [LOA3, LOA2],
    claims: { openid: ['sub'], acr: null, hsa: HSA_CLAIMS },
    conformIdTokenClaims: false,
    features: { claimsParameter: { enabled: true }, devInteractions: { enabled: false } },
    interactions: { policy, url: (_context, { uid }) => `/interaction/${uid}` },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 60, IdToken: 60 },
    pkce: { required: () => true },
    findAccount: (_context, accountId) => {
      const { acr: _, ...claims } = people.get(accountId) ?? { acr: '' };
      return { accountId, claims: () => ({ sub: accountId, ...claims }) };
    },
  };
}

/** How the client proves who it is. */
async function credentialOf(key: KeyObject | undefined) {
  if (!key) return { client_secret: CLIENT.secret };
  return { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [await exportJWK(key)] } } as const;
}
