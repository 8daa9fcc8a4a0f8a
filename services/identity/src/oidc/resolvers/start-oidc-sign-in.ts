import { randomBytes } from 'node:crypto';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { SIGN_IN_MINUTES } from '../domain.ts';
import { pendingKey } from '../key.ts';
import { oidcProblem } from '../problems.ts';
import { ProviderUnavailable } from '../provider.ts';

export const startOidcSignIn: NonNullable<MutationResolvers['startOidcSignIn']> = async (_, { input }, context) => {
  const { identityProvider, oidcSignIns } = context;
  if (!identityProvider) return oidcProblem('OidcNotOffered');
  const [state, ticket, nonce, codeVerifier] = [newSecret(), newSecret(), newSecret(), newSecret()];
  const pending = { entry: input.entry ?? 'STAFF', nonce, codeVerifier } as const;
  try {
    const url = await identityProvider.addressFor(pending, state);
    const expiresAt = new Date(context.now().getTime() + SIGN_IN_MINUTES * 60_000);
    await oidcSignIns.begin(pendingKey(state, ticket), pending, expiresAt);
    return { __typename: 'StartOidcSignInOk', url: url.href, ticket, expiresAt };
  } catch (error) {
    if (error instanceof ProviderUnavailable) return oidcProblem('OidcUnavailable');
    throw error;
  }
};

/** 256 bits; of a length that a code verifier may have (RFC 7636, 4.1). */
function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
