import { isFresh } from '@samplan/kit/access/assurance';
import { freshAuthenticationRequired, notPermitted } from '@samplan/kit/problem';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { phoneNumber } from '../../user/phone.ts';
import { FRESH_MINUTES } from '../domain.ts';
import { sendCode } from '../send.ts';

export const enrolSms: NonNullable<MutationResolvers['enrolSms']> = async (_, { input }, context) => {
  const { viewer, secondFactors, access } = context;
  const now = context.now();
  if (!viewer) return notPermitted();
  const phone = phoneNumber('input.phone', input.phone);
  if (!isFresh(viewer.proof, now, FRESH_MINUTES)) return freshAuthenticationRequired();
  const factor = await secondFactors.enrol(viewer.userId, 'SMS', phone, now, access);
  const sent = await sendCode(context, factor, now);
  return sent instanceof Date ? { __typename: 'EnrolSmsOk', factorId: factor.id, codeExpiresAt: sent } : sent;
};
