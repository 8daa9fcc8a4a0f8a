import { createHash } from 'node:crypto';
import { newId } from '@samplan/kit/id';
import type { Context } from '../../context.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { signAccessToken } from '../../session/tokens.ts';
import { scopeOf, serviceViewer } from '../domain.ts';
import { claimedAccount, verifiedAssertion } from '../keys.ts';
import { scopeRefused, tokenRefused } from '../problems.ts';
import type { AssertionFault } from '../store.ts';

const MINUTE_MS = 60_000;
const MAX_ASSERTION_LENGTH = 8000;

export const issueServiceToken: NonNullable<MutationResolvers['issueServiceToken']> = async (_, { input }, context) => {
  const { serviceAccounts, access, keys, rules } = context;
  const now = context.now();
  const { clientAssertion } = input;
  const accountId = clientAssertion.length > MAX_ASSERTION_LENGTH ? null : claimedAccount(clientAssertion);
  const found = accountId === null ? null : await serviceAccounts.findForToken(accountId);
  const assertion = found && (await verifiedAssertion(clientAssertion, found.account, now));
  if (!assertion) return refuse(accountId, 'CREDENTIALS_REFUSED', context);
  const { account, unit } = found;
  const capabilities = scopeOf(account.capabilities, input.scope ?? null);
  if (!capabilities) return scopeRefused();
  const sessionId = newId('ses');
  const viewer = serviceViewer({ ...account, accountId: account.id, sessionId, unit, capabilities, now });
  const expiresAt = new Date(now.getTime() + rules.accessTokenMinutes * MINUTE_MS);
  const token = {
    accountId: account.id,
    kid: assertion.kid,
    sessionId,
    jtiHash: createHash('sha256').update(assertion.jti).digest(),
    // A minute more, since clocks are allowed to differ.
    keepUntil: new Date(Math.max(expiresAt.getTime(), assertion.expiresAt.getTime()) + MINUTE_MS),
  };
  if (!(await serviceAccounts.noteToken(token, access, viewer, now))) {
    return refuse(account.id, 'TOKEN_USED_BEFORE', context);
  }
  return {
    __typename: 'IssueServiceTokenOk',
    accessToken: await signAccessToken(keys, viewer, rules.environment, now, expiresAt),
    accessTokenExpiresAt: expiresAt,
    scope: capabilities.join(' '),
  };
};

function refuse(subjectId: string | null, fault: AssertionFault, { access }: Context) {
  access.denied('service-token.issue', fault, { subjectId });
  return tokenRefused();
}
