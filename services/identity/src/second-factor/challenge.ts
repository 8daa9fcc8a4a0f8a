import type { Context } from '../context.ts';
import type { Entry } from '../session/entry.ts';
import { hashOf, newRefreshToken } from '../session/tokens.ts';
import { CHALLENGE_MINUTES, type CodeMethod, hintOf, methodsOf } from './domain.ts';
import type { Challenge } from './store.ts';

/** Union member `SecondFactorRequired`. */
export interface SecondFactorRequired {
  readonly __typename: 'SecondFactorRequired';
  readonly code: 'SECOND_FACTOR_REQUIRED';
  readonly message: string;
  /** Opaque, works once. */
  readonly challenge: string;
  readonly expiresAt: Date;
  readonly methods: CodeMethod[];
  readonly phoneHint: string | null;
}

/** What a user with a second factor gets instead of a session; null for one without. */
export async function requireSecondFactor(
  { secondFactors }: Pick<Context, 'secondFactors'>,
  userId: string,
  entry: Entry,
  now: Date,
): Promise<SecondFactorRequired | null> {
  const { factors, recoveryCodesLeft } = await secondFactors.own(userId);
  if (factors.length === 0) return null;
  const { token, hash } = newRefreshToken();
  const expiresAt = new Date(now.getTime() + CHALLENGE_MINUTES * 60_000);
  await secondFactors.challenge(hash, userId, entry, expiresAt);
  const phone = factors.find(({ kind }) => kind === 'SMS');
  return {
    __typename: 'SecondFactorRequired',
    code: 'SECOND_FACTOR_REQUIRED',
    message: 'Ange koden från din app eller ditt SMS med confirmSecondFactor.',
    challenge: token,
    expiresAt,
    methods: [...methodsOf(factors, recoveryCodesLeft)],
    phoneHint: phone ? hintOf(phone) : null,
  };
}

/** The sign-in that a challenge is of; null when it waits no longer. */
export async function challengeOf(
  { secondFactors }: Pick<Context, 'secondFactors'>,
  token: string,
  now: Date,
): Promise<(Challenge & { readonly hash: Buffer }) | null> {
  const hash = hashOf(token);
  const found = await secondFactors.findChallenge(hash, now);
  return found && { ...found, hash };
}

/** Union member `ChallengeRefused`. */
export interface ChallengeRefused {
  readonly __typename: 'ChallengeRefused';
  readonly code: 'CHALLENGE_REFUSED';
  readonly message: string;
}

/** The sign-in waits no longer. */
export function challengeRefused(): ChallengeRefused {
  return {
    __typename: 'ChallengeRefused',
    code: 'CHALLENGE_REFUSED',
    message: 'Inloggningen väntar inte längre på någon kod. Logga in från början.',
  };
}
