import { stockholmDay } from '@samplan/kit/time';
import type { Assignment } from '../../assignment/store.ts';
import type { Context } from '../../context.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { refusalOfAccount } from '../../session/admission.ts';
import { type Entry, entryOf } from '../../session/entry.ts';
import { startSession } from '../../session/start.ts';
import { type Commission, vouchedUser } from '../domain.ts';
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
  const { hsaId, commission } = vouched.value;
  const found = await oidcSignIns.find(hsaId);
  if (!found) return denied(oidcProblem('OidcUserUnknown'));
  const refused = await refusalOfAccount(context, found, now);
  if (refused) return refused;
  const { entry } = pending;
  const userId = found.user.id;
  const assignment = await commissioned(context, { userId, entry, commission }, now);
  const by = { userId, account: found.account, assurance: 'LOA3', entry, assignment } as const;
  const tokens = await startSession(context, by, now);
  return {
    __typename: 'FinishOidcSignInOk',
    tokens,
    assignmentId: assignment?.id ?? null,
    commissionHsaId: commission?.hsaId ?? null,
  };
};

interface Chosen {
  readonly userId: string;
  readonly entry: Entry;
  readonly commission: Commission | null;
}

/**
 * The assignment that the commission leaves no doubt about (G-142): the only one at its unit that is worked in through the entry.
 * Of several the user chooses, since a commission does not say in which role.
 */
async function commissioned(
  { assignments }: Pick<Context, 'assignments'>,
  { userId, entry, commission }: Chosen,
  now: Date,
): Promise<Assignment | null> {
  if (!commission?.unitHsaId) return null;
  const there = await assignments.findCurrentAt(userId, commission.unitHsaId, stockholmDay(now));
  const [only, ...others] = there.filter(({ role }) => entryOf(role) === entry);
  return only && others.length === 0 ? only : null;
}

type ProviderProblem = OidcProblem<'OidcUnavailable' | 'OidcSignInRefused'>;

function problemOf(error: unknown): ProviderProblem {
  if (error instanceof ProviderUnavailable) return oidcProblem('OidcUnavailable');
  if (error instanceof AnswerRefused) return oidcProblem('OidcSignInRefused');
  throw error;
}

function isProblem(claims: ProviderProblem | Readonly<Record<string, unknown>>): claims is ProviderProblem {
  return '__typename' in claims;
}
