import type { MutationResolvers } from '../../generated/resolvers.ts';
import { challengeOf, challengeRefused } from '../challenge.ts';
import { smsNotSent } from '../domain.ts';
import { sendCode } from '../send.ts';

export const sendSignInCode: NonNullable<MutationResolvers['sendSignInCode']> = async (_, { input }, context) => {
  const now = context.now();
  const waiting = await challengeOf(context, input.challenge, now);
  if (!waiting) return challengeRefused();
  const { factors } = await context.secondFactors.own(waiting.userId);
  const phone = factors.find(({ kind }) => kind === 'SMS');
  const sent = phone ? await sendCode(context, phone, now) : smsNotSent();
  return sent instanceof Date ? { __typename: 'SendSignInCodeOk', codeExpiresAt: sent } : sent;
};
