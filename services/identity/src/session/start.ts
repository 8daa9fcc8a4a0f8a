import type { AssuranceLevel } from '@samplan/kit/access/assurance';
import { newId } from '@samplan/kit/id';
import { addHours, stockholmDay } from '@samplan/kit/time';
import type { Assignment } from '../assignment/store.ts';
import type { Context } from '../context.ts';
import { placeOf } from '../guess/place.ts';
import { type AccountState, idleEnd, type Session } from './domain.ts';
import type { Entry } from './entry.ts';
import { issueTokens, newRefreshToken, type RefreshToken, type SessionTokens } from './tokens.ts';

/** Who has just proved who they are, and how. */
export interface ProvenUser {
  readonly userId: string;
  readonly account: AccountState;
  readonly assurance: AssuranceLevel;
  /** What the session is bound to (RFC 8705); to nothing unless given. */
  readonly certificate?: string;
  readonly entry: Entry;
  /** Of the user's, where it is known already which to work in; chosen later unless given. */
  readonly assignment?: Assignment | null;
}

/** Starts a session of a user who has just proved who they are. Without an assignment it has no rights until one is chosen. */
export async function startSession(
  {
    sessions,
    guesses,
    access,
    address,
    keys,
    rules,
  }: Pick<Context, 'sessions' | 'guesses' | 'access' | 'address' | 'keys' | 'rules'>,
  { userId, account, assurance, certificate, entry, assignment = null }: ProvenUser,
  now: Date,
): Promise<SessionTokens> {
  const endsAt = addHours(now, rules.maxHours);
  const session: Session = {
    id: newId('ses'),
    userId,
    assignmentId: assignment?.id ?? null,
    endsAt,
    idleEndsAt: idleEnd({ endsAt }, rules, now),
    proof: { assurance, authenticatedAt: now, certificate: certificate ?? null },
    account,
    entry,
  };
  const refresh = newRefreshToken();
  await guesses.remember(userId, placeOf(address), now);
  await sessions.start(session, refresh.hash, now, access);
  return await issueTokens(keys, session, assignment, refresh, rules, address, now);
}

/** New tokens of a session that goes on, with what its assignment and its account allow now. */
export async function tokensFor(
  { address, assignments, keys, rules }: Pick<Context, 'address' | 'assignments' | 'keys' | 'rules'>,
  session: Session,
  refresh: RefreshToken,
  now: Date,
): Promise<SessionTokens> {
  const own = await assignments.findCurrent(session.userId, stockholmDay(now));
  const assignment = own.find(({ id }) => id === session.assignmentId) ?? null;
  return await issueTokens(keys, session, assignment, refresh, rules, address, now);
}
