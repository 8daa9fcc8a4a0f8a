import { ask, type Json } from './ask.ts';
import { mutation, payload } from './operations.ts';
import type { Person } from './region.ts';

/** An account to sign in with. */
export interface Account {
  readonly userId: string;
  /** Short name of the region or municipality. */
  readonly organisation: string;
  readonly username: string;
  readonly password: string;
  /** In the order in which they were asked for. */
  readonly assignmentIds: readonly string[];
}

const TOKENS = 'tokens { accessToken accessTokenExpiresAt refreshToken }';

export const signIn = mutation('signIn', TOKENS);
export const chooseAssignment = mutation('chooseAssignment', `${TOKENS} assignment { id role validTo unit { id } }`);
export const refreshSession = mutation('refreshSession', TOKENS);

/** Ends the session of the token. */
export async function signOut(by: Pick<Person, 'ask'>): Promise<Json> {
  const answer = await by.ask(
    'mutation { signOut { __typename ... on SignOutOk { endedAt } ... on Problem { code message } } }',
  );
  return payload(answer, 'signOut');
}

/** Somebody who asks with an access token, or with none. */
export function bearer(url: URL, accessToken?: string): Pick<Person, 'ask'> {
  const authorization = accessToken === undefined ? undefined : `Bearer ${accessToken}`;
  return { ask: (query, variables) => ask(url, query, variables, authorization) };
}

/** Signs in with an account. @throws Error when that is refused. */
export async function tokensOf(url: URL, { organisation, username, password }: Account): Promise<Json> {
  const { tokens, ...refused } = await signIn(bearer(url), { organisation, username, password });
  if (!tokens) throw new Error(`not signed in: ${JSON.stringify(refused)}`);
  return tokens;
}

/** Signs in with an account and begins to work in one of its assignments: tokens with rights. */
export async function startWork(url: URL, account: Account, assignment = 0): Promise<Json> {
  const { accessToken } = await tokensOf(url, account);
  const assignmentId = account.assignmentIds[assignment];
  const { tokens, ...refused } = await chooseAssignment(bearer(url, accessToken), { assignmentId });
  if (!tokens) throw new Error(`not chosen: ${JSON.stringify(refused)}`);
  return tokens;
}
