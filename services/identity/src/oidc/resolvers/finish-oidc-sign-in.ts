import type { MutationResolvers } from '../../generated/resolvers.ts';
import { refusalOfAccount } from '../../session/admission.ts';
import { startSession } from '../../session/start.ts';
import { vouchedUser } from '../domain.ts';
import { pendingKey } from '../key.ts';
import { type OidcProblem, oidcProblem } from '../problems.ts';
import { AnswerRefused, ProviderUnavailable } from '../provider.ts';

export const finishOidcSignIn: NonNullable<MutationResolvers['finishOidcSignIn']> = async (_, { input }, context) => {
  const { identityProvider, oidcSignIns, access } = context;
  const now = context.now();
  if (!identityProvider) return oidcProblem('OidcNotOffered');
  const denied = <T extends OidcProblem>(problem: T): T => {
    if (problem.code !== 'OIDC_UNAVAILABLE') access.denied('session.start', 'PROVIDER_REFUSED');
    return problem;
  };
  const pending = await oidcSignIns.take(pendingKey(input.state, input.ticket), now);
  if (!pending) return denied(oidcProblem('OidcSignInRefused'));
  const { code, state, iss = null } = input;
  const claims = await identityProvider.claimsFor({ code, state, iss }, pending).catch(problemOf);
  if (isProblem(claims)) return denied(claims);
  const vouched = vouchedUser(claims, identityProvider.acrValues);
  if (!vouched.ok) return denied(vouched.problem);
  const { hsaId, commissionHsaId } = vouched.value;
  const found = await oidcSignIns.find(hsaId);
  if (!found) return denied(oidcProblem('OidcUserUnknown'));
  const refused = await refusalOfAccount(context, found, now);
  if (refused) return refused;
  const by = { userId: found.user.id, account: found.account, assurance: 'LOA3', entry: pending.entry } as const;
  const tokens = await startSession(context, by, now);
  return { __typename: 'FinishOidcSignInOk', tokens, commissionHsaId };
};

type ProviderProblem = OidcProblem<'OidcUnavailable' | 'OidcSignInRefused'>;

function problemOf(error: unknown): ProviderProblem {
  if (error instanceof ProviderUnavailable) return oidcProblem('OidcUnavailable');
  if (error instanceof AnswerRefused) return oidcProblem('OidcSignInRefused');
  throw error;
}

function isProblem(claims: ProviderProblem | Readonly<Record<string, unknown>>): claims is ProviderProblem {
  return '__typename' in claims;
}
