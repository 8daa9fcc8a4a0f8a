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
import { startSession } from '../../session/start.ts';
import type { EndedSession } from '../../session/store.ts';
import { accountOf } from '../../user/credentials.ts';
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
  const { card, attempts, access, untilHeard } = context;
  const now = context.now();
  if (!card) return cardMissing();
  // Counted for the card too, beside the account and the place.
  const cardKey = attemptKey('CARD', card.hsaId);
  const retryAt = await attempts.take(cardKey, GUESSES, now);
  if (retryAt) {
    access.denied(ACTION, 'TOO_MANY_ATTEMPTS');
    return tooManyAttempts(retryAt);
  }
  const found = await accountOf(context, input, ACTION, now);
  if (!found.ok) return found.problem;
  const credentials = found.value;
  const userId = credentials.user.id;
  const refused = await refusalOfAccount(context, credentials, now);
  if (refused) return refused;
  const denied = <T extends AlreadyConverted | CardOfAnother>(problem: T): T => {
    access.denied(ACTION, problem.code, { subjectId: userId });
    return problem;
  };
  // Before a code is asked for: what waits for one signs in with the password.
  const checked = checkConversion(credentials.card, card.hsaId);
  if (!checked.ok) return denied(checked.problem);
  const entry = input.entry ?? 'STAFF';
  const lacking = await lackingFactor(context, { userId, entry, code: input.secondFactor }, now);
  if (lacking) return lacking;
  const bound = await bind(context, userId, card.hsaId, now);
  if (!bound.ok) return denied(bound.problem);
  await attempts.clear(cardKey);
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
  userId: string,
  hsaId: string,
  now: Date,
): Promise<Result<readonly EndedSession[], AlreadyConverted | CardOfAnother>> {
  const conversion = await cards.convert(userId, hsaId, now, access);
  if (conversion.kind === 'CONVERTED') return ok(conversion.ended);
  return refused(conversion.kind === 'CARD_OF_ANOTHER' ? cardOfAnother() : alreadyConverted());
}
