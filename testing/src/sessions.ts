import { type Entry, entryOf } from '@samplan/identity/session/entry';
import { ask, type Json } from './ask.ts';
import { mutation, payload } from './operations.ts';
import type { Person } from './region.ts';

/** What one signs in with. */
export interface Credentials {
  /** Short name of the region or municipality. */
  readonly organisation: string;
  readonly username: string;
  readonly password: string;
  /** By which entry; that of staff unless it says otherwise (F-059). */
  readonly entry?: Entry;
}

/** An account to sign in with. */
export interface Account extends Credentials {
  readonly userId: string;
  /** In the order in which they were asked for. */
  readonly assignmentIds: readonly string[];
}

/** Of an account, what one signs in with and nothing more. */
export function credentialsOf({ organisation, username, password, entry }: Credentials): Credentials {
  return { organisation, username, password, ...(entry === 'ADMINISTRATION' && { entry }) };
}

const TOKENS = 'tokens { accessToken accessTokenExpiresAt refreshToken }';

export const signIn = mutation('signIn', TOKENS);
export const chooseAssignment = mutation('chooseAssignment', `${TOKENS} assignment { id role validTo unit { id } }`);
export const refreshSession = mutation('refreshSession', TOKENS);
/** Proves anew who the user of a session is. */
export const reauthenticate = mutation('reauthenticate', TOKENS);

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
export async function tokensOf(url: URL, credentials: Credentials): Promise<Json> {
  const { tokens, ...refused } = await signIn(bearer(url), { ...credentialsOf(credentials) });
  if (!tokens) throw new Error(`not signed in: ${JSON.stringify(refused)}`);
  return tokens;
}

/** Signs in with an account and begins to work in one of its assignments: tokens with rights. */
export async function startWork(url: URL, account: Account, assignment = 0): Promise<Json> {
  const { accessToken } = await tokensOf(url, account);
  return await choose(url, accessToken, account.assignmentIds[assignment]);
}

/** The same with the assignment at the unit with the name, or with the first that is offered. */
export async function startWorkAt(url: URL, credentials: Credentials, unitName?: string): Promise<Json> {
  const { accessToken } = await tokensOf(url, credentials);
  const answer = await bearer(url, accessToken).ask('{ me { assignments { id role unit { name } } } }');
  const { assignments } = answer.at('me');
  const chosen = unitName ? assignments.find(({ unit }: Json) => unit.name === unitName) : assignments[0];
  const entry = entryOf(chosen.role);
  // Administrators have an entry of their own.
  const within = entry === 'STAFF' ? accessToken : (await tokensOf(url, { ...credentials, entry })).accessToken;
  return await choose(url, within, chosen.id);
}

async function choose(url: URL, accessToken: string, assignmentId: string | undefined): Promise<Json> {
  const { tokens, ...refused } = await chooseAssignment(bearer(url, accessToken), { assignmentId });
  if (!tokens) throw new Error(`not chosen: ${JSON.stringify(refused)}`);
  return tokens;
}
