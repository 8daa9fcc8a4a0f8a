import type { MutationResolvers } from '../../generated/resolvers.ts';
import { startSession } from '../../session/start.ts';
import { challengeOf, challengeRefused } from '../challenge.ts';
import { refusalOfCode } from '../check.ts';

export const confirmSecondFactor: NonNullable<MutationResolvers['confirmSecondFactor']> = async (
  _,
  { input },
  context,
) => {
  const now = context.now();
  const waiting = await challengeOf(context, input.challenge, now);
  if (!waiting) {
    context.access.denied('session.confirm', 'CODE_REFUSED');
    return challengeRefused();
  }
  const { userId, account, entry, hash } = waiting;
  const { method, code } = input;
  const refusal = await refusalOfCode(context, { userId, method, code, action: 'session.confirm' }, now);
  if (refusal) return refusal;
  if (!(await context.secondFactors.useChallenge(hash, now))) return challengeRefused();
  const tokens = await startSession(context, { userId, account, entry, assurance: 'LOA2' }, now);
  return { __typename: 'ConfirmSecondFactorOk', tokens };
};
