import { notPermitted } from '@samplan/kit/problem';
import { GUESSES, tooManyAttempts } from '../../attempt/domain.ts';
import { attemptKey } from '../../attempt/key.ts';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { codeRefused } from '../domain.ts';

export const confirmEnrolment: NonNullable<MutationResolvers['confirmEnrolment']> = async (_, { input }, context) => {
  const { viewer, secondFactors, attempts, access } = context;
  const now = context.now();
  const factor = viewer && (await secondFactors.find(viewer.userId, input.factorId));
  if (!factor || factor.confirmedAt) {
    access.denied('second-factor.confirm', 'NOT_IN_REACH', { subjectId: input.factorId });
    return notPermitted();
  }
  const retryAt = await attempts.take(attemptKey('ENROLMENT', factor.userId), GUESSES, now);
  if (retryAt) return tooManyAttempts(retryAt);
  if (!(await secondFactors.use(factor, input.code.trim(), now))) return codeRefused();
  const recoveryCodes = await secondFactors.confirm(factor, now, access);
  if (!recoveryCodes) return notPermitted();
  await attempts.clear(attemptKey('ENROLMENT', factor.userId));
  return {
    __typename: 'ConfirmEnrolmentOk',
    factor: { ...factor, confirmedAt: now },
    recoveryCodes: [...recoveryCodes],
  };
};
