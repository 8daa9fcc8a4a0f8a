import { ok, type Result, refused } from '@samplan/kit/result';
import { GUESSES, type TooManyAttempts, tooManyAttempts } from '../../attempt/domain.ts';
import { attemptKey } from '../../attempt/key.ts';
import type { Context } from '../../context.ts';
import type { MutationResolvers, SecondFactorCodeInput } from '../../generated/resolvers.ts';
import { requireSecondFactor, type SecondFactorRequired } from '../../second-factor/challenge.ts';
import { refusalOfCode } from '../../second-factor/check.ts';
import type { CodeRefused } from '../../second-factor/domain.ts';
import { refusalOfAccount } from '../../session/admission.ts';
import type { Entry } from '../../session/entry.ts';
import { signInRefused } from '../../session/problems.ts';
import { startSession } from '../../session/start.ts';
import type { EndedSession } from '../../session/store.ts';
import { accountOf } from '../../user/credentials.ts';
import { canonicalUsername } from '../../user/domain.ts';
import type { Credentials } from '../../user/store.ts';
import { checkConversion } from '../domain.ts';
import {
  type AlreadyConverted,
  alreadyConverted,
  type CardOfAnother,
  cardMissing,
  cardOfAnother,
} from '../problems.ts';

const ACTION = 'card.convert';

export const convertToCard: NonNullable<MutationResolvers['convertToCard']> = async (_, { input }, context) => {
  const { card, users, attempts, access, untilHeard } = context;
  const now = context.now();
  if (!card) return cardMissing();
  // Counted for the card and for the account, whichever is the same in many guesses.
  const account = [input.organisation.trim().toLowerCase(), canonicalUsername(input.username)];
  const keys = [attemptKey('CARD', card.hsaId), attemptKey('CONVERSION', ...account)];
  const waits = await Promise.all(keys.map((key) => attempts.take(key, GUESSES, now)));
  const retryAt = waits.find((instant) => instant !== null);
  if (retryAt) {
    access.denied(ACTION, 'TOO_MANY_ATTEMPTS');
    return tooManyAttempts(retryAt);
  }
  const found = await accountOf(users, input);
  if (!found.fits) {
    access.denied(ACTION, 'CREDENTIALS_REFUSED', { subjectId: found.userId });
    return signInRefused();
  }
  const { credentials } = found;
  const userId = credentials.user.id;
  const refused = await refusalOfAccount(context, credentials, now);
  if (refused) return refused;
  const entry = input.entry ?? 'STAFF';
  const lacking = await lackingFactor(context, { userId, entry, code: input.secondFactor }, now);
  if (lacking) return lacking;
  const bound = await bind(context, credentials, card.hsaId, now);
  if (!bound.ok) {
    access.denied(ACTION, bound.problem.code, { subjectId: userId });
    return bound.problem;
  }
  await Promise.all(keys.map((key) => attempts.clear(key)));
  await Promise.all(bound.value.map(async ({ event }) => event && (await untilHeard(event))));
  const { certificate } = card;
  const by = { userId, account: credentials.account, assurance: 'LOA3', certificate, entry } as const;
  return { __typename: 'ConvertToCardOk', tokens: await startSession(context, by, now) };
};

interface FactorGiven {
  readonly userId: string;
  readonly entry: Entry;
  readonly code: SecondFactorCodeInput | null | undefined;
}

/** A password that somebody else knows must not take an account with a second factor over. */
async function lackingFactor(
  context: Context,
  { userId, entry, code }: FactorGiven,
  now: Date,
): Promise<SecondFactorRequired | CodeRefused | TooManyAttempts | null> {
  const required = await requireSecondFactor(context, userId, entry, now);
  if (!required || !code) return required;
  return await refusalOfCode(context, { ...code, userId, action: ACTION }, now);
}

/** Binds the account to cards of the holder; the sessions that ended by it, or who was first. */
async function bind(
  { cards, access }: Pick<Context, 'cards' | 'access'>,
  { user, card }: Credentials,
  hsaId: string,
  now: Date,
): Promise<Result<readonly EndedSession[], AlreadyConverted | CardOfAnother>> {
  const checked = checkConversion(card, hsaId);
  if (!checked.ok) return checked;
  const conversion = await cards.convert(user.id, hsaId, now, access);
  if (conversion.kind === 'CONVERTED') return ok(conversion.ended);
  return refused(conversion.kind === 'CARD_OF_ANOTHER' ? cardOfAnother() : alreadyConverted());
}
